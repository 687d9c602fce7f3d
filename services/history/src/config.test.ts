import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

const env = {
  NATS_URL: 'nats://127.0.0.1:4222',
  DATABASE_URL: 'postgres://history:pw@127.0.0.1/runhive',
  OPS_PORT: '4101',
  WEBHOOK_SECRET: 'x'.repeat(32),
}

test('history needs the mesh, its own database and a secret, and names all that are missing', () => {
  expect(() => parseConfig({})).toThrow(/NATS_URL is not set[\s\S]*DATABASE_URL is not set/)
  expect(() => parseConfig({})).toThrow(/WEBHOOK_SECRET is not set/)
  expect(parseConfig(env)).toMatchObject({
    nats: { url: env.NATS_URL, tls: {} },
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

test('webhooks go to public addresses only, on any port, eight times over some hours, unless the operator says otherwise', () => {
  expect(parseConfig(env).webhooks).toMatchObject({
    requireHttps: false,
    ports: undefined,
    timeoutMs: 10_000,
    retry: { attempts: 8, firstPauseMs: 5_000, factor: 4, maxPauseMs: 21_600_000 },
    concurrency: 8,
    logDays: 30,
  })
  const change = {
    WEBHOOK_ALLOW: 'Hooks.internal, 10.0.0.0/8',
    WEBHOOK_REQUIRE_HTTPS: 'true',
    WEBHOOK_PORTS: '443, 8443',
  }
  const { allowance, ...changed } = parseConfig({ ...env, ...change }).webhooks
  expect(changed).toMatchObject({ requireHttps: true, ports: new Set([443, 8443]) })
  expect(allowance.hosts).toEqual(new Set(['hooks.internal']))
  expect(allowance.networks.check('10.1.2.3')).toBe(true)
})

test.each([
  { WEBHOOK_SECRET: 'x'.repeat(31) },
  { WEBHOOK_ALLOW: '10.0.0.0/33' },
  { WEBHOOK_REQUIRE_HTTPS: 'yes' },
  { WEBHOOK_PORTS: '443,0' },
  { WEBHOOK_PORTS: '65536' },
  { WEBHOOK_TIMEOUT_MS: '12001' },
  { WEBHOOK_ATTEMPTS: '0' },
])('a setting of webhooks that does not fit is named, without its value: %j', (change) => {
  const [name = '', value = ''] = Object.entries(change)[0] ?? []
  const parsed = () => parseConfig({ ...env, ...change })
  expect(parsed).toThrow(new RegExp(`${name} must be`))
  if (name === 'WEBHOOK_SECRET') expect(parsed).not.toThrow(value)
})
