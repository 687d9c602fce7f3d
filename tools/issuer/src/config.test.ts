import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

const settings = {
  ISSUER_PORT: '4010',
  OIDC_CLIENT_ID: 'runhive',
  OIDC_CLIENT_SECRET: 'a secret of some length',
  PUBLIC_URL: 'http://127.0.0.1:4000',
}

test('it sends browsers back to the callback of the gateway and nowhere else', () => {
  expect(parseConfig(settings).redirectUris).toEqual(['http://127.0.0.1:4000/auth/callback'])
})

test.each(['http://localhost:4000', 'http://127.0.0.1', 'http://[::1]:4000'])('%s is this machine', (url) => {
  expect(() => parseConfig({ ...settings, PUBLIC_URL: url })).not.toThrow()
})

test.each([
  'https://runhive.example.com',
  'http://192.168.1.5:4000',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com',
  'http://0.0.0.0:4000',
])('there is no development issuer for a gateway at %s', (url) => {
  expect(() => parseConfig({ ...settings, PUBLIC_URL: url })).toThrow('PUBLIC_URL is public')
})

test('it listens on the loopback interface unless told otherwise', () => {
  expect(parseConfig(settings).host).toBe('127.0.0.1')
  expect(parseConfig({ ...settings, ISSUER_HOST: '0.0.0.0' }).host).toBe('0.0.0.0')
})
