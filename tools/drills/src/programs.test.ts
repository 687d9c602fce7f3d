import { expect, test } from 'vitest'
import { programOf } from './programs.ts'

test('the mixture has every language, waited for and not, stored and not', () => {
  const kinds = new Set(
    Array.from({ length: 16 }, (_, number) => {
      const { request, wait, stored } = programOf(number)
      return `${request.source} ${wait} ${stored}`
    }),
  )
  expect(kinds.size).toBe(16)
})

test('no two programs of a drill print the same', () => {
  const printed = Array.from({ length: 100 }, (_, number) => programOf(number).prints)
  expect(new Set(printed).size).toBe(100)
})
