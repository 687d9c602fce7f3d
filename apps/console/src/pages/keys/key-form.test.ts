import { expect, test } from 'vitest'
import { EMPTY_FORM, findProblems, type KeyForm, toKeyRequest } from './key-form.ts'
import { stateOf } from './key-state.ts'

const NOW = new Date('2026-06-15T12:00:00Z')
const PLAN = { requestsPerMinute: 60, burst: 10, executionsPerDay: 1_000, concurrentExecutions: 5 }
const form = (change: Partial<KeyForm>): KeyForm => ({ ...EMPTY_FORM, name: 'CI', ...change })

test('a name is all that a server key needs', () => {
  expect(findProblems(form({ name: ' ' }), PLAN)).toHaveProperty('name')
  expect(findProblems(form({}), PLAN)).toEqual({})
  expect(toKeyRequest(form({ name: ' CI ' }), NOW)).toEqual({
    name: 'CI',
    kind: 'server',
    origins: [],
    ipRanges: [],
    allowance: {},
    expiresAt: null,
  })
})

test('a browser key needs origins that are some, and a server key has none even when they were typed', () => {
  const origins = 'https://a.example,\n https://b.example:8443'
  expect(findProblems(form({ kind: 'browser' }), PLAN)).toHaveProperty('origins')
  expect(findProblems(form({ kind: 'browser', origins: 'https://a.example/docs' }), PLAN).origins).toContain(
    'https://a.example/docs',
  )
  expect(findProblems(form({ kind: 'browser', origins }), PLAN)).toEqual({})
  expect(findProblems(form({ kind: 'browser', origins: 'https://A.example:443/' }), PLAN)).toEqual({})
  for (const wrong of ['*', 'https://*.example', 'null', 'file:///x', 'a.example'])
    expect(findProblems(form({ kind: 'browser', origins: wrong }), PLAN).origins).toContain(wrong)
  expect(toKeyRequest(form({ kind: 'browser', origins }), NOW).origins).toEqual([
    'https://a.example',
    'https://b.example:8443',
  ])
  expect(toKeyRequest(form({ origins }), NOW).origins).toEqual([])
})

test.each(['0', '-1', '1.5', 'many', '61'])('a limit of %s is refused under a plan of 60', (typed) => {
  expect(findProblems(form({ limits: { requestsPerMinute: typed } }), PLAN)).toHaveProperty(
    'requestsPerMinute',
  )
})

test('a limit that is left empty is the plan’s, and an expiry counts from now', () => {
  const asked = toKeyRequest(form({ limits: { requestsPerMinute: '60', burst: '' }, expiry: '7' }), NOW)
  expect(asked.allowance).toEqual({ requestsPerMinute: 60 })
  expect(asked.expiresAt).toBe('2026-06-22T12:00:00.000Z')
})

test.each([
  [true, null, 'active'],
  [false, null, 'inactive'],
  [true, '2026-06-15T12:00:00Z', 'expired'],
  [false, '2026-06-01T12:00:00Z', 'expired'],
  [true, '2026-06-20T12:00:00Z', 'expiring'],
  [true, '2026-09-20T12:00:00Z', 'active'],
] as const)('a key that is active: %s and expires at %s is %s', (active, expiresAt, state) => {
  expect(stateOf({ active, expiresAt }, NOW)).toBe(state)
})
