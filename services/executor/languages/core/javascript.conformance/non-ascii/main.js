const { readFileSync } = require('node:fs')

console.log('Grüße, 世界 🌍')
process.stdout.write(readFileSync(0, 'utf8'))
