import { RpcError } from '@runhive/contracts/define'
import { expect, test } from 'vitest'
import { abortCode, budgetMs, countdown, remainingFromHeader, remainingToHeader } from './deadline.ts'

test('a call gets what its contract grants, and never more than its caller has left', () => {
  expect(budgetMs(5_000, undefined)).toBe(5_000)
  expect(budgetMs(5_000, { remainingMs: () => 300 })).toBe(300)
  expect(budgetMs(5_000, { remainingMs: () => 60_000 })).toBe(5_000)
  expect(budgetMs(Number.POSITIVE_INFINITY, undefined)).toBe(2 ** 31 - 1)
})

test('time given away over the wire is rounded down', () => {
  expect(remainingFromHeader(remainingToHeader(149.9))).toBe(149)
  expect(remainingFromHeader(remainingToHeader(0.4))).toBe(0)
})

test.each([undefined, '', '-1', '1.5', '1e3', 'soon', ' 5', '9'.repeat(16)])(
  '%s is no remaining time',
  (value) => {
    expect(remainingFromHeader(value)).toBeUndefined()
  },
)

test('a countdown never goes below zero', () => {
  expect(countdown(-5)()).toBe(0)
  const left = countdown(10_000)()
  expect(left).toBeGreaterThan(9_000)
  expect(left).toBeLessThanOrEqual(10_000)
})

test('an aborted signal tells whether time was up or somebody left', async () => {
  const timeout = AbortSignal.timeout(1)
  await expect.poll(() => timeout.aborted).toBe(true)

  expect(abortCode(timeout)).toBe('DEADLINE_EXCEEDED')
  expect(abortCode(AbortSignal.abort(new RpcError('DEADLINE_EXCEEDED')))).toBe('DEADLINE_EXCEEDED')
  expect(abortCode(AbortSignal.abort(new RpcError('CANCELLED')))).toBe('CANCELLED')
  expect(abortCode(AbortSignal.abort())).toBe('CANCELLED')
})
