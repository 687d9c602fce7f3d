import path = require('node:path')

export = { where: (url) => path.basename(url) }
