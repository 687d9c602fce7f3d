import { expect, test } from 'vitest'
import { createCounter } from './counter.ts'

test('places are counted under each key, and given back once however often that is said', () => {
  const counter = createCounter(2)
  const first = counter.tryEnter('a')
  counter.tryEnter('a')
  expect(counter.has('a')).toBe(false)
  expect(counter.tryEnter('a')).toBeUndefined()
  expect(counter.tryEnter('b')).toBeDefined()
  first?.[Symbol.dispose]()
  first?.[Symbol.dispose]()
  expect(counter.tryEnter('a')).toBeDefined()
  expect(counter.tryEnter('a')).toBeUndefined()
})
