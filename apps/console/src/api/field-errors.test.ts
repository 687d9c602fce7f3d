import { RunhiveError } from '@runhive/client'
import { expect, test } from 'vitest'
import { readFieldErrors } from './field-errors.ts'

const refused = (issues: unknown, code = 'BAD_INPUT') =>
  new RunhiveError('The request is not valid.', { code, details: { issues } })

test('what is wrong with a field is found under its name, as a sentence, the first of several', () => {
  const errors = readFieldErrors(
    refused([
      { code: 'custom', path: ['name'], message: 'must be one line' },
      { code: 'too_big', path: ['name'], message: 'must be shorter' },
      { code: 'too_small', path: ['allowance', 'burst'], message: 'must be at least 1.' },
    ]),
  )
  expect(errors).toEqual({ name: 'Must be one line.', 'allowance.burst': 'Must be at least 1.' })
})

test.each([
  [refused([{ path: ['name'], message: 'no' }], 'RATE_LIMITED')],
  [refused([])],
  [refused('odd')],
  [refused([{ path: [], message: 'the whole is wrong' }])],
  [new Error('other')],
])('an error that is about no field is shown whole', (error) => {
  expect(readFieldErrors(error)).toBeNull()
})
