import { type Factors, multiply } from './multiply.ts'

const factors: Factors = [6, 7]
console.log(`6 times 7 is ${multiply(factors)}`)
