import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

test('contact needs the mesh and its own database, and names both when they are missing', () => {
  expect(() => parseConfig({})).toThrow(/NATS_URL is not set[\s\S]*DATABASE_URL is not set/)
  const env = {
    NATS_URL: 'nats://127.0.0.1:4222',
    DATABASE_URL: 'postgres://contact:pw@127.0.0.1/runhive',
    OPS_PORT: '4101',
  }
  expect(parseConfig(env)).toMatchObject({
    nats: { url: env.NATS_URL, tls: {} },
    databaseUrl: env.DATABASE_URL,
    ops: { host: '127.0.0.1', port: 4101 },
  })
})
