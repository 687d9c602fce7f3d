const { multiply } = require('./multiply.js')

console.log(`6 times 7 is ${multiply(6, 7)}`)
