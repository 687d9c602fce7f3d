import { expect, test } from 'vitest'
import { describeAttempt, describeDelivery } from './delivery-words.ts'

const attempt = (httpStatus: number | null, error: string | null) => ({
  ...{ at: '2026-06-15T12:00:00Z', durationMs: 12.4 },
  ...{ httpStatus, error },
})

test('a try says what was answered, or why nothing was', () => {
  expect(describeAttempt(attempt(200, null))).toBe('HTTP 200, after 12 ms')
  expect(describeAttempt(attempt(500, 'not a success'))).toBe('HTTP 500, not a success, after 12 ms')
  expect(describeAttempt(attempt(null, 'no such host'))).toBe('no such host, after 12 ms')
})

test('a delivery is told by its last try', () => {
  const attempts = [attempt(500, 'no'), attempt(204, null)]
  expect(describeDelivery({ status: 'delivered', attempts })).toBe('delivered: HTTP 204, after 12 ms.')
  expect(describeDelivery({ status: 'pending', attempts: [] })).toBe('pending: not tried yet.')
})
