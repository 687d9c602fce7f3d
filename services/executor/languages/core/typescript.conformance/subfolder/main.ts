import { area } from './shapes/square.ts'

console.log(`the square of 12 is ${area(12)}`)
