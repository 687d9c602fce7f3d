import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

test('auth needs the mesh and its own database, and names both when they are missing', () => {
  expect(() => parseConfig({})).toThrow(/NATS_URL is not set[\s\S]*DATABASE_URL is not set/)
  const env = {
    NATS_URL: 'nats://127.0.0.1:4222',
    DATABASE_URL: 'postgres://auth:pw@127.0.0.1/runhive',
    OPS_PORT: '4101',
  }
  expect(parseConfig(env)).toMatchObject({
    natsUrl: env.NATS_URL,
    databaseUrl: env.DATABASE_URL,
    ops: { host: '127.0.0.1', port: 4101 },
  })
})

test('usage data is kept for thirty days and executions need a credential, unless the operator says otherwise', () => {
  const env = { NATS_URL: 'nats://127.0.0.1:4222', DATABASE_URL: 'postgres://auth:pw@127.0.0.1/runhive' }
  expect(parseConfig(env)).toMatchObject({ requestLogDays: 30, anonymousExecutions: false })
  expect(parseConfig({ ...env, REQUEST_LOG_DAYS: '7', ANONYMOUS_EXECUTIONS: 'true' })).toMatchObject({
    requestLogDays: 7,
    anonymousExecutions: true,
  })
  expect(() => parseConfig({ ...env, REQUEST_LOG_DAYS: '0', ANONYMOUS_EXECUTIONS: 'yes' })).toThrow(
    /REQUEST_LOG_DAYS must be a whole number from 1 to 3650[\s\S]*ANONYMOUS_EXECUTIONS must be true or false/,
  )
})
