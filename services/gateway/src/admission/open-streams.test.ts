import type { Admission } from '@runhive/contracts/admission'
import type { Numbered } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { createOpenStreams } from './open-streams.ts'

type Revocation = Parameters<Parameters<Parameters<typeof createOpenStreams>[0]['tail']>[0]>[0]['event']

const ALICE: Admission = {
  accountId: 'alice',
  credential: { kind: 'key', id: 'k1' },
  role: 'user',
  scopes: ['executions'],
}
const K1: Revocation = { kind: 'credential', credential: { kind: 'key', id: 'k1' } }
const good = async () => true
const bad = async () => false

/** Streams, a way to tell a revocation, and a clock that starts when they do. */
async function open() {
  let tell: (event: Numbered<Revocation>) => void = () => {}
  let nowMs = 0
  const streams = await createOpenStreams(
    {
      async tail(handler) {
        tell = handler
        return { async [Symbol.asyncDispose]() {} }
      },
    },
    () => nowMs,
  )
  return {
    streams,
    revoke: (event: Revocation) => tell({ key: 'x', number: 1, event }),
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

test.each<[string, Revocation]>([
  ['its key', K1],
  ['its account', { kind: 'account', accountId: 'alice' }],
])('a stream ends at once as unauthenticated when %s is revoked', async (_, event) => {
  const { streams, revoke, pass } = await open()
  pass(60_000)
  using stream = streams.open()
  stream.belongsTo(ALICE, good)
  revoke(event)
  expect(stream.signal.aborted).toBe(true)
  expect(stream.signal.reason).toMatchObject({ code: 'UNAUTHENTICATED' })
})

test.each<[string, Revocation]>([
  ['another key', { kind: 'credential', credential: { kind: 'key', id: 'k2' } }],
  ['a session with the id of the key', { kind: 'credential', credential: { kind: 'session', id: 'k1' } }],
  ['another account', { kind: 'account', accountId: 'k1' }],
])('a stream goes on when %s is revoked', async (_, event) => {
  const { streams, revoke, pass } = await open()
  pass(60_000)
  using stream = streams.open()
  stream.belongsTo(ALICE, good)
  revoke(event)
  expect(stream.signal.aborted).toBe(false)
})

test('a revocation that arrives while admission is asked for is not missed', async () => {
  const { streams, revoke, pass } = await open()
  pass(60_000)
  using stream = streams.open()
  revoke(K1)
  expect(stream.signal.aborted).toBe(false)
  stream.belongsTo(ALICE, good)
  expect(stream.signal.aborted).toBe(true)
})

test('a revocation from before a stream was asked for does not concern it: the key may be good again', async () => {
  const { streams, revoke, pass } = await open()
  pass(60_000)
  revoke(K1)
  using stream = streams.open()
  stream.belongsTo(ALICE, good)
  expect(stream.signal.aborted).toBe(false)
})

test('what the log still told when the gateway started ends only the streams that auth no longer admits', async () => {
  const { streams, revoke } = await open()
  using reactivated = streams.open()
  using revoked = streams.open()
  reactivated.belongsTo(ALICE, good)
  revoked.belongsTo(ALICE, bad)
  revoke(K1)
  expect(revoked.signal.aborted).toBe(false)
  await expect.poll(() => revoked.signal.aborted).toBe(true)
  expect(reactivated.signal.aborted).toBe(false)
})

test('a stream that has ended is not asked about any more', async () => {
  const { streams, revoke } = await open()
  const asked: string[] = []
  const stream = streams.open()
  stream.belongsTo(ALICE, async () => asked.push('ended') > 0)
  using other = streams.open()
  other.belongsTo(ALICE, async () => asked.push('open') > 0)
  revoke(K1)
  stream[Symbol.dispose]()
  await expect.poll(() => asked).toEqual(['open'])
})
