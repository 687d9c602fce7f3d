import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

const env = {
  NATS_URL: 'nats://127.0.0.1:4222',
  DATABASE_URL: 'postgres://history:pw@127.0.0.1/runhive',
  OPS_PORT: '4101',
}

test('history needs the mesh and its own database, and names both when they are missing', () => {
  expect(() => parseConfig({})).toThrow(/NATS_URL is not set[\s\S]*DATABASE_URL is not set/)
  expect(parseConfig(env)).toMatchObject({
    natsUrl: env.NATS_URL,
    databaseUrl: env.DATABASE_URL,
    ops: { host: '127.0.0.1', port: 4101 },
  })
})

test('records are kept for 90 days and usage for 400, unless the operator says otherwise', () => {
  expect(parseConfig(env)).toMatchObject({
    retention: { defaultDays: 90, maxDays: 3_650 },
    usageDays: 400,
    purgeEveryMs: 600_000,
  })
  const change = { RETENTION_DAYS: '7', RETENTION_DAYS_MAX: '30', USAGE_DAYS: '60', PURGE_EVERY_MS: '1000' }
  expect(parseConfig({ ...env, ...change })).toMatchObject({
    retention: { defaultDays: 7, maxDays: 30 },
    usageDays: 60,
    purgeEveryMs: 1_000,
  })
  expect(() => parseConfig({ ...env, RETENTION_DAYS: '0' })).toThrow(/RETENTION_DAYS must be/)
})
