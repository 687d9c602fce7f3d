import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

test('only the mesh must be named; the rest has defaults', () => {
  expect(parseConfig({ NATS_URL: 'nats://127.0.0.1:4222' })).toMatchObject({
    host: '127.0.0.1',
    port: 4000,
    trustProxy: [],
    bodyLimitBytes: 4_194_304,
    publicUrl: undefined,
    allowedOrigins: [],
    maxSocketsPerIp: 50,
    maxSubscriptionsPerSocket: 100,
    maxBytesInFlight: 50_331_648,
  })
})

test('what the edge holds follows from the size of a body and from the number of connections', () => {
  const parse = (env: Record<string, string>) => parseConfig({ NATS_URL: 'nats://h:1', ...env })
  expect(parse({ BODY_LIMIT_BYTES: '1000000' }).maxBytesInFlight).toBe(12_000_000)
  expect(parse({ MAX_CONNECTIONS: '1001' }).maxConnectionsPerIp).toBe(251)
  expect(parse({}).maxConnections).toBeLessThanOrEqual(10_000)
  expect(() => parse({ MAX_BYTES_IN_FLIGHT: '10000000' })).toThrow(
    'MAX_BYTES_IN_FLIGHT must be at least 16777216: four times BODY_LIMIT_BYTES',
  )
})

test('every wrong setting is named in one message', () => {
  const wrong = { PORT: '70000', BODY_LIMIT_BYTES: 'big', STOP_GRACE_MS: '15001' }
  const parse = () => parseConfig(wrong)
  for (const name of ['NATS_URL', ...Object.keys(wrong)]) expect(parse).toThrow(name)
})

test('proxies are a list', () => {
  const { trustProxy } = parseConfig({ NATS_URL: 'nats://h:1', TRUST_PROXY: '10.0.0.0/8, 192.0.2.1' })
  expect(trustProxy).toEqual(['10.0.0.0/8', '192.0.2.1'])
})

test.each([
  ['https://run.example.com', 'https://run.example.com'],
  ['https://run.example.com/', 'https://run.example.com'],
  ['https://Run.Example.com:443/', 'https://run.example.com'],
  ['HTTP://LOCALHOST:80', 'http://localhost'],
  ['http://localhost:4000', 'http://localhost:4000'],
  ['http://[::1]:4000', 'http://[::1]:4000'],
])('people may reach it at %s', (PUBLIC_URL, publicUrl) => {
  expect(parseConfig({ NATS_URL: 'nats://h:1', PUBLIC_URL })).toMatchObject({ publicUrl })
})

test.each([
  'http://run.example.com',
  'http://10.0.0.1',
  'https://run.example.com/base',
  'run.example.com',
  'ftp://x',
])('people may not be told to reach it at %s', (PUBLIC_URL) => {
  expect(() => parseConfig({ NATS_URL: 'nats://h:1', PUBLIC_URL })).toThrow('PUBLIC_URL')
})

test('allowed origins are a list, and each must be one', () => {
  const parse = (ALLOWED_ORIGINS: string) => parseConfig({ NATS_URL: 'nats://h:1', ALLOWED_ORIGINS })
  expect(parse('https://A.example:443/, https://b.example:8443').allowedOrigins).toEqual([
    'https://a.example',
    'https://b.example:8443',
  ])
  for (const wrong of ['*', 'https://*.example', 'https://a.example/x', 'null', 'https://a.example,,'])
    expect(() => parse(wrong)).toThrow('ALLOWED_ORIGINS')
})
