const { area } = require('./shapes/square.js')

console.log(`the square of 12 is ${area(12)}`)
