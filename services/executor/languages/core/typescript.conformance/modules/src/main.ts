import assert from 'node:assert'
import path = require('node:path')
import settings, { greeting } from '../data/settings.json'
import { area } from './shapes'
import { Stack } from './stack.js'
import twice from './twice'
import { half } from '#half'
import { third } from './third.cjs'

const { later } = require('./later')

function main(): void {
  const stack = new Stack<number>()
  stack.push(area({ kind: 'square', side: 3 }))
  console.log(greeting, settings.places.length, stack.pop(), twice(4), half(8), third(9))
}

if (require.main === module) main()
assert.equal(path.basename(__filename), 'main.ts')
assert.equal(__dirname, import.meta.dirname)
assert.equal(later(), await Promise.resolve('later'))
for (const name of ['stack', 'half.mts']) {
  const loaded = await import(`./${name}`)
  console.log(Object.keys(loaded).join())
}
