import { expect, test } from 'vitest'
import * as z from 'zod'
import {
  CommonSettings,
  DatabaseUrl,
  parseDatabaseUrl,
  parseSettings,
  toCommonConfig,
  wholeNumber,
} from './settings.ts'

const Settings = z.object({
  ...CommonSettings,
  DATABASE_URL: DatabaseUrl,
  SLOTS: wholeNumber({ min: 1, max: 64, default: 4 }),
})
const good = { NATS_URL: 'nats://127.0.0.1:4222', DATABASE_URL: 'postgres://auth:pw@127.0.0.1:5432/runhive' }

test('settings that are not given take their defaults, and unknown ones are left alone', () => {
  const settings = parseSettings(Settings, { ...good, INSTANCE_NAME: 'one', SHELL: '/bin/sh' })
  expect(settings.SLOTS).toBe(4)
  expect(toCommonConfig(settings)).toEqual({
    nats: { url: 'nats://127.0.0.1:4222', tls: {} },
    ops: { host: '127.0.0.1', port: 0 },
    logLevel: 'info',
    instanceName: 'one',
  })
})

test('every problem is named in one message, with what is allowed', () => {
  const parse = () =>
    parseSettings(Settings, { OPS_PORT: '70000', SLOTS: '2.5', LOG_LEVEL: 'loud', NATS_URL: '' })
  expect(parse).toThrow(/NATS_URL is not set; it must be a URL like nats:/)
  expect(parse).toThrow(/DATABASE_URL is not set; it must be a URL like postgres:/)
  expect(parse).toThrow(/OPS_PORT must be a whole number from 0 to 65535/)
  expect(parse).toThrow(/SLOTS must be a whole number from 1 to 64/)
  expect(parse).toThrow(/LOG_LEVEL must be one of trace, debug/)
})

test.each(['0', '65', '-1', '1e1', '0x10', ' 4', '4 ', '1_0', 'NaN', '9'.repeat(30)])(
  'a number written as %j is refused',
  (SLOTS) => {
    expect(() => parseSettings(Settings, { ...good, SLOTS })).toThrow(
      /SLOTS must be a whole number from 1 to 64/,
    )
  },
)

test('an empty value counts as not set', () => {
  expect(parseSettings(Settings, { ...good, SLOTS: '' }).SLOTS).toBe(4)
})

test('the value of a wrong setting is never in the message', () => {
  const parse = () =>
    parseSettings(Settings, { ...good, DATABASE_URL: 'mysql://root:hunter2@db', OPS_PORT: 'hunter2' })
  expect(parse).toThrow(/DATABASE_URL/)
  expect(parse).not.toThrow(/hunter2/)
})

test('the mesh may be a cluster of several servers', () => {
  const NATS_URL = 'nats://auth:pw@one:4222,nats://auth:pw@two:4222'
  expect(parseSettings(Settings, { ...good, NATS_URL }).NATS_URL).toBe(NATS_URL)
  expect(() => parseSettings(Settings, { ...good, NATS_URL: `${NATS_URL},http://three` })).toThrow(
    /NATS_URL must be/,
  )
})

test('every server of the mesh is reached in the same way', () => {
  const NATS_URL = 'tls://auth:pw@one:4222,nats://auth:pw@two:4222'
  expect(() => parseSettings(Settings, { ...good, NATS_URL })).toThrow(
    /NATS_URL must have the same scheme for every server/,
  )
})

const certificate = import.meta.filename
const common = (env: Record<string, string>) => toCommonConfig(parseSettings(Settings, { ...good, ...env }))

test('certificates for the mesh are files that can be read, and of use only with tls', () => {
  const NATS_URL = 'tls://auth:pw@one:4222'
  const files = { NATS_CA_FILE: certificate, NATS_CERT_FILE: certificate, NATS_KEY_FILE: certificate }
  expect(common({ NATS_URL, ...files }).nats.tls).toEqual({
    caFile: certificate,
    certFile: certificate,
    keyFile: certificate,
  })
  expect(common({ NATS_URL }).nats.tls).toEqual({})
  expect(() => common(files)).toThrow(/NATS_URL must begin with tls:/)
  expect(() => common({ NATS_URL, NATS_CERT_FILE: certificate })).toThrow(/must be set together/)
  expect(() => common({ NATS_URL, NATS_CA_FILE: '/nowhere/hunter2' })).toThrow(
    /NATS_CA_FILE must be the path/,
  )
  expect(() => common({ NATS_URL, NATS_CA_FILE: '/nowhere/hunter2' })).not.toThrow(/hunter2/)
})

test('a database is reached with full verification, or knowingly without any', () => {
  const url = (query: string, host = 'db.internal') => `postgres://auth:pw@${host}/runhive${query}`
  const open = (query: string, env = {}) => parseDatabaseUrl({ DATABASE_URL: url(query), ...env })
  for (const query of ['', '?sslmode=disable', '?sslmode=verify-full']) expect(open(query)).toBe(url(query))
  for (const mode of ['require', 'prefer', 'verify-ca', 'no-verify'])
    expect(() => open(`?sslmode=${mode}`)).toThrow(/DATABASE_URL must have sslmode=verify-full/)

  const ca = { DATABASE_CA_FILE: certificate }
  const expected = `?sslmode=verify-full&sslrootcert=${encodeURIComponent(certificate)}`
  expect(open('', ca)).toBe(url(expected))
  expect(open('?sslmode=verify-full', ca)).toBe(url(expected))
  expect(() => open('?sslmode=disable', ca)).toThrow(/DATABASE_CA_FILE has no effect/)
  for (const host of ['10.0.0.1', '[::1]']) {
    const named = { DATABASE_URL: url('?sslmode=verify-full', host) }
    expect(() => parseDatabaseUrl(named)).toThrow(/DATABASE_URL must have a host name/)
    const believed = { DATABASE_URL: url('', host), ...ca }
    expect(() => parseDatabaseUrl(believed)).toThrow(/DATABASE_URL must have a host name/)
  }
  expect(() => open('', { DATABASE_CA_FILE: '/none' })).toThrow(/DATABASE_CA_FILE must be the path/)
})

test('copies of streams are 1, 3 or 5, and left alone when nothing is set', () => {
  const replicasOf = (env: Record<string, string>) =>
    toCommonConfig(parseSettings(Settings, { ...good, ...env })).nats.replicas
  expect(replicasOf({})).toBeUndefined()
  expect(replicasOf({ NATS_REPLICAS: '3' })).toBe(3)
  for (const NATS_REPLICAS of ['0', '2', '7', 'three'])
    expect(() => replicasOf({ NATS_REPLICAS })).toThrow(/NATS_REPLICAS must be 1, 3 or 5/)
})
