import { expect, test } from 'vitest'
import * as z from 'zod'
import { CommonSettings, DatabaseUrl, parseSettings, toCommonConfig, wholeNumber } from './settings.ts'

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
    natsUrl: 'nats://127.0.0.1:4222',
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

test('copies of streams are 1, 3 or 5, and left alone when nothing is set', () => {
  const replicasOf = (env: Record<string, string>) =>
    toCommonConfig(parseSettings(Settings, { ...good, ...env })).natsReplicas
  expect(replicasOf({})).toBeUndefined()
  expect(replicasOf({ NATS_REPLICAS: '3' })).toBe(3)
  for (const NATS_REPLICAS of ['0', '2', '7', 'three'])
    expect(() => replicasOf({ NATS_REPLICAS })).toThrow(/NATS_REPLICAS must be 1, 3 or 5/)
})
