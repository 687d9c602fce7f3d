import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isUsable, missingScope } from './admission.ts'

const moment = fc.date({ noInvalidDate: true })

test('a key is usable up to the moment it expires, and not at that moment or later', () => {
  fc.assert(
    fc.property(moment, moment, (expiresAt, now) => {
      expect(isUsable({ expiresAt, deactivatedAt: undefined }, now)).toBe(now < expiresAt)
    }),
  )
  const at = new Date(1_000)
  expect(isUsable({ expiresAt: at, deactivatedAt: undefined }, at)).toBe(false)
})

test('a key without an expiry stays usable, and a deactivated one never is', () => {
  fc.assert(
    fc.property(moment, moment, fc.option(moment, { nil: undefined }), (now, deactivatedAt, expiresAt) => {
      expect(isUsable({ expiresAt: undefined, deactivatedAt: undefined }, now)).toBe(true)
      expect(isUsable({ expiresAt, deactivatedAt }, now)).toBe(false)
    }),
  )
})

test.each(['executions.run', 'executions.get', 'executions'])(
  '%s needs the scope executions',
  (procedure) => {
    expect(missingScope(['executions'], procedure)).toBeUndefined()
    expect(missingScope([], procedure)).toBe('executions')
  },
)

test.each(['health.status', 'languages.list', 'contact.send'])('%s needs a valid key only', (procedure) => {
  expect(missingScope([], procedure)).toBeUndefined()
})

test.each([
  ['keys.create', 'keys'],
  ['account.remove', 'account'],
  ['admin.users', 'admin'],
  ['contact.inbox', 'contact'],
  ['', ''],
  ['executionsX.run', 'executionsX'],
])('no key of today may use %j', (procedure, scope) => {
  expect(missingScope(['executions'], procedure)).toBe(scope)
})
