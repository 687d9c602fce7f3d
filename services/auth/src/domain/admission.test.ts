import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { isOpen, isUsable, missingForKey, missingForSession } from './admission.ts'

// Properties take a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

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

const server = { kind: 'server', scopes: ['executions'] } as const
const browser = { kind: 'browser', scopes: ['executions'] } as const

test.each(['executions.run', 'executions.get'])('%s needs the scope executions', (procedure) => {
  expect(missingForKey(server, procedure)).toBeUndefined()
  expect(missingForKey(browser, procedure)).toBeUndefined()
  expect(missingForKey({ ...server, scopes: [] }, procedure)).toBe('executions')
})

test.each([
  'health.status',
  'health.history',
  'site.get',
  'languages.list',
  'contact.send',
  'account.receipt',
])('%s is open to everybody', (procedure) => {
  expect(missingForKey({ ...server, scopes: [] }, procedure)).toBeUndefined()
  expect(missingForSession('user', procedure)).toBeUndefined()
  expect(isOpen(procedure, { anonymousExecutions: false })).toBe(true)
})

test.each([
  ['keys.create', 'keys'],
  ['account.remove', 'account'],
  ['admin.users', 'admin'],
  ['contact.inbox', 'contact'],
  ['contact.reply', 'contact'],
  ['contact.archive', 'contact'],
  ['contact.remove', 'contact'],
  ['admin.overview', 'admin'],
  ['', ''],
  ['executions', 'executions'],
  ['executions.fly', 'executions'],
  ['executionsX.run', 'executionsX'],
])('no key may use %j, whatever its scopes', (procedure, scope) => {
  expect(missingForKey({ ...server, scopes: ['executions', scope] }, procedure)).toBe(scope)
  expect(missingForKey({ ...browser, scopes: ['executions', scope] }, procedure)).toBe(scope)
})

test('nothing is open to everybody because of what a procedure is called', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 64 }), (procedure) => {
      expect(isOpen(procedure, { anonymousExecutions: true })).toBe(false)
      expect(missingForSession('user', `admin.${procedure}`)).toBe('admin')
    }),
  )
})
