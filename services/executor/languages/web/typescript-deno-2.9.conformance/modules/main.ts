import { times } from './lib'
import { product } from './product.js'
import legacy from './where.cjs'

function say(left, right) {
  console.log(`${left} ${times} ${right} is ${product(left, right)}, in ${legacy.where(import.meta.url)}`)
}
say(6, 7)
