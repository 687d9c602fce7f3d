import { RunhiveError } from '@runhive/client'
import { expect, test } from 'vitest'
import { issueOf } from './issues.ts'

const refused = (issues: unknown) => new RunhiveError('no', { code: 'BAD_INPUT', details: { issues } })

test('the field that is wrong says so, and no other', () => {
  const error = refused([{ path: ['origins', 0], message: 'must be an origin' }])
  expect(issueOf(error, 'origins')).toBe('It must be an origin.')
  expect(issueOf(error, 'name')).toBeUndefined()
})

test.each([[undefined], [new Error('x')], [refused('nothing')], [refused([null, {}, 1].filter(Boolean))]])(
  'what names no field is about none: %s',
  (error) => {
    expect(issueOf(error, 'name')).toBeUndefined()
  },
)
