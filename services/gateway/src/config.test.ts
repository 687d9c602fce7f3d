import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

test('only the mesh must be named; the rest has defaults', () => {
  expect(parseConfig({ NATS_URL: 'nats://127.0.0.1:4222' })).toMatchObject({
    host: '127.0.0.1',
    port: 4000,
    trustProxy: [],
    bodyLimitBytes: 4_194_304,
  })
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
