import { expect, test } from 'vitest'
import { tellBy } from './notices.ts'

test('as many messages an hour as there may be are told of one by one, the next in a digest', () => {
  expect(tellBy({ noticesLately: 2, gathering: false }, 3)).toBe('notice')
  expect(tellBy({ noticesLately: 3, gathering: false }, 3)).toBe('digest')
})

test('a digest that gathers gathers everything, and with no notices allowed there are only digests', () => {
  expect(tellBy({ noticesLately: 0, gathering: true }, 3)).toBe('digest')
  expect(tellBy({ noticesLately: 0, gathering: false }, 0)).toBe('digest')
})
