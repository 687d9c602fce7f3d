import { expect, test } from 'vitest'
import { aResult } from '../testing.ts'
import { toColumnText, toRecording } from './record.ts'

test('a finished execution is kept for the account in its key', () => {
  const result = aResult()
  const record = { id: result.id, accountId: 'a1', result }
  expect(toRecording(`a1.${result.id}`, result)).toEqual({ kind: 'keep', record })
})

test('an execution that is not to be stored leaves nothing', () => {
  const result = aResult({ stored: false })
  expect(toRecording(`a1.${result.id}`, result)).toEqual({ kind: 'not stored' })
})

test.each(['', '.', 'a1', 'a1.', 'a1.other', '.ID', 'a1.ID.more', 'ID.a1'])(
  'a result under the key %j is kept for nobody',
  (key) => {
    const result = aResult()
    expect(toRecording(key.replace('ID', result.id), result)).toEqual({ kind: 'misplaced' })
  },
)

test('a column never gets a NUL', () => {
  expect(toColumnText('a\0b\0')).toBe('a\u{fffd}b\u{fffd}')
})
