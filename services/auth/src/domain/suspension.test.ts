import { expect, test } from 'vitest'
import { suspend } from './suspension.ts'

const first = new Date('2030-01-01T00:00:00Z')
const later = new Date('2030-01-02T00:00:00Z')

test('suspended once more, an account stays so since the first time, for the newer reason', () => {
  const once = suspend({ id: 'a', suspension: undefined }, { by: 'o', reason: 'mining', at: first })
  expect(once).toEqual({ at: first, reason: 'mining' })
  expect(suspend({ id: 'a', suspension: once }, { by: 'o', reason: 'scanning', at: later })).toEqual({
    at: first,
    reason: 'scanning',
  })
})

test('nobody suspends themselves', () => {
  expect(suspend({ id: 'a', suspension: undefined }, { by: 'a', reason: 'a try', at: first })).toBeUndefined()
})
