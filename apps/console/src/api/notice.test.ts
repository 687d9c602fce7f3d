import { RunhiveError } from '@runhive/client'
import { expect, test } from 'vitest'
import { mayRetry, toNotice } from './notice.ts'

const errorOf = (code: string, details = {}) =>
  new RunhiveError('it went wrong', { code, details, requestId: 'r1' })

test.each([
  'BAD_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'TOO_LARGE',
  'RATE_LIMITED',
  'TOO_MANY_KEYS',
])('%s is an answer: it is not asked for again by itself', (code) => {
  expect(mayRetry(0, errorOf(code))).toBe(false)
})

test('what passes by itself is asked for again, and not for ever', () => {
  expect(mayRetry(0, errorOf('UNAVAILABLE'))).toBe(true)
  expect(mayRetry(3, errorOf('UNAVAILABLE'))).toBe(false)
  expect(mayRetry(0, new Error('a defect'))).toBe(false)
})

test.each([
  'UNREACHABLE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_INPUT',
  'TOO_LARGE',
  'QUEUE_FULL',
  'RATE_LIMITED',
  'OVERLOADED',
  'UNAVAILABLE',
  'STOPPING',
  'STREAM_ENDED',
  'INTERNAL',
])('%s says what to do', (code) => {
  const notice = toNotice(errorOf(code))
  expect(notice.advice).toMatch(/\w.*\.$/)
  expect(notice.title).toMatch(/^[A-Z].*\.$/)
  expect(notice.requestId).toBe('r1')
})

test('a rate-limited caller learns how long to wait', () => {
  expect(toNotice(errorOf('RATE_LIMITED', { retryAfterMs: 12_000 })).advice).toBe(
    'Wait 12 seconds and try again.',
  )
  expect(toNotice(errorOf('RATE_LIMITED', { retryAfterMs: 3_600_000 * 5 })).advice).toBe(
    'Wait 5 hours and try again.',
  )
})

test('only a signed-out visitor is led to the sign-in page', () => {
  expect(toNotice(errorOf('UNAUTHENTICATED')).signIn).toBe(true)
  expect(toNotice(errorOf('FORBIDDEN')).signIn).toBe(false)
})

test.each(['UNREACHABLE', 'UNAVAILABLE', 'OVERLOADED', 'STOPPING', 'RATE_LIMITED'])(
  '%s is over by itself, and it is said so',
  (code) => expect(toNotice(errorOf(code)).passes).toBe(true),
)

test.each(['BAD_INPUT', 'UNAUTHENTICATED', 'NOT_FOUND', 'INTERNAL'])('%s stays as it is', (code) =>
  expect(toNotice(errorOf(code)).passes).toBe(false),
)

test.each([
  'Failed to fetch dynamically imported module: http://127.0.0.1/assets/page.js',
  'error loading dynamically imported module: http://127.0.0.1/assets/page.js',
  'Importing a module script failed.',
])('a part of a page that did not come is no defect: %s', (said) => {
  expect(toNotice(new TypeError(said)).title).toBe('Part of this page could not be loaded.')
})

test('an error of ours shows nothing of its inside', () => {
  expect(JSON.stringify(toNotice(new TypeError('x is undefined at secret.ts')))).not.toContain('secret')
})
