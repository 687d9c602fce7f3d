import { expect, test } from 'vitest'
import { aResult } from '../testing.ts'
import { toColumnText, toRecord } from './record.ts'

const retention = { defaultDays: 30, maxDays: 365 }

test("a finished execution is its account's, as its key says", () => {
  const result = aResult()
  expect(toRecord({ key: `a1.${result.id}`, result }, retention)).toMatchObject({
    id: result.id,
    accountId: 'a1',
    result,
  })
})

test.each([
  ['the default when its event does not say', undefined, '2030-01-31T00:00:00.013Z'],
  ['the days that its event says', 1, '2030-01-02T00:00:00.013Z'],
  ['the most the operator allows', 100_000, '2031-01-01T00:00:00.013Z'],
])('a result is kept for %s, counted from its end', (_name, retentionDays, expected) => {
  const result = aResult()
  const record = toRecord({ key: `a1.${result.id}`, result, retentionDays }, retention)
  expect(record?.expiresAt.toISOString()).toBe(expected)
})

test.each(['', '.', 'a1', 'a1.', 'a1.other', '.ID', 'a1.ID.more', 'ID.a1'])(
  'a result under the key %j is kept for nobody',
  (key) => {
    const result = aResult()
    expect(toRecord({ key: key.replace('ID', result.id), result }, retention)).toBeUndefined()
  },
)

test('a column never gets a NUL', () => {
  expect(toColumnText('a\0b\0')).toBe('a\u{fffd}b\u{fffd}')
})
