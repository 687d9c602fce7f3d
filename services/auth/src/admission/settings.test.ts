import { expect, test } from 'vitest'
import { parseConfig } from '../config.ts'

test('usage data is kept for thirty days and executions need a credential, unless the operator says otherwise', () => {
  const env = {
    NATS_URL: 'nats://127.0.0.1:4222',
    DATABASE_URL: 'postgres://auth:pw@127.0.0.1/runhive',
    AUTH_SECRET: 'a secret of the tests with 32 characters',
  }
  expect(parseConfig(env)).toMatchObject({ requestLogDays: 30, anonymousExecutions: false })
  expect(parseConfig(env).contactLimits).toEqual({ requestsPerMinute: 2, burst: 5 })
  const contact = { CONTACT_PER_MINUTE: '1', CONTACT_BURST: '3' }
  expect(parseConfig({ ...env, ...contact }).contactLimits).toEqual({ requestsPerMinute: 1, burst: 3 })
  expect(parseConfig({ ...env, REQUEST_LOG_DAYS: '7', ANONYMOUS_EXECUTIONS: 'true' })).toMatchObject({
    requestLogDays: 7,
    anonymousExecutions: true,
  })
  expect(() => parseConfig({ ...env, REQUEST_LOG_DAYS: '0', ANONYMOUS_EXECUTIONS: 'yes' })).toThrow(
    /REQUEST_LOG_DAYS must be a whole number from 1 to 3650[\s\S]*ANONYMOUS_EXECUTIONS must be true or false/,
  )
})
