import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

const env = {
  NATS_URL: 'nats://127.0.0.1:4222',
  DATABASE_URL: 'postgres://auth:pw@127.0.0.1/runhive',
  OPS_PORT: '4101',
  AUTH_SECRET: 'x'.repeat(32),
}
const client = { OIDC_CLIENT_ID: 'runhive', OIDC_CLIENT_SECRET: 'hush' }

test('auth needs the mesh, its own database and a secret, and names all that are missing', () => {
  expect(() => parseConfig({})).toThrow(
    /NATS_URL is not set[\s\S]*DATABASE_URL is not set[\s\S]*AUTH_SECRET is not set/,
  )
  expect(parseConfig(env)).toMatchObject({
    nats: { url: env.NATS_URL, tls: {} },
    databaseUrl: env.DATABASE_URL,
    ops: { host: '127.0.0.1', port: 4101 },
    secret: env.AUTH_SECRET,
    oidc: undefined,
  })
})

test('a secret of 31 characters is refused without being shown', () => {
  const short = 'y'.repeat(31)
  const refused = () => parseConfig({ ...env, AUTH_SECRET: short })
  expect(refused).toThrow('AUTH_SECRET must have at least 32 characters')
  expect(refused).not.toThrow(short)
})

test('Google is the issuer unless another one is named', () => {
  expect(parseConfig({ ...env, ...client }).oidc).toEqual({
    issuer: new URL('https://accounts.google.com'),
    clientId: 'runhive',
    clientSecret: 'hush',
  })
})

test.each([
  'http://127.0.0.1:4001',
  'http://localhost:4001',
  'http://[::1]:4001',
  'https://id.example.com/x',
])('an issuer may be %s', (issuer) => {
  expect(parseConfig({ ...env, ...client, OIDC_ISSUER: issuer }).oidc?.issuer.href).toContain(issuer)
})

test.each([
  'http://accounts.google.com',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com',
  'ftp://127.0.0.1',
  'accounts.google.com',
])('an issuer that others could pose as is refused: %s', (issuer) => {
  expect(() => parseConfig({ ...env, ...client, OIDC_ISSUER: issuer })).toThrow('OIDC_ISSUER must be')
})

test.each([{ OIDC_CLIENT_ID: 'runhive' }, { OIDC_CLIENT_SECRET: 'hush' }])(
  'half a client is refused: %j',
  (half) => {
    expect(() => parseConfig({ ...env, ...half })).toThrow('must be set together')
  },
)
