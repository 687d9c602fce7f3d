const { EOL } = require('node:os')

exports.later = () => `later${EOL}`.trim()
