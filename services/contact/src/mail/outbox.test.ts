import { expect, test, vi } from 'vitest'
import type { Claimed, Settlement } from '../db/mails.ts'
import { openMail } from './open.ts'
import { type OutboxDeps, startOutbox } from './outbox.ts'
import type { Sent } from './send.ts'

const ID = '0192f0c1-2d3e-7abc-8def-0123456789ab'
const mail = (tries = 1): Claimed => ({
  id: ID,
  tries,
  message: { id: ID, name: 'Ada', email: 'ada@example.org', message: 'Hello?', receivedAt: new Date(0) },
  earlier: [],
})

/** An outbox with one mail, which is sent like this. */
function open(send: OutboxDeps['send']) {
  const waiting = [mail()]
  const settled: Settlement[] = []
  const warned: unknown[][] = []
  const outbox = startOutbox({
    claim: async () => waiting.shift(),
    nextDueMs: async () => undefined,
    send,
    settle: async ({ next }) => void settled.push(next),
    retry: { attempts: 3, firstPauseMs: 100, factor: 3, maxPauseMs: 1_000 },
    log: { warn: (...what: unknown[]) => void warned.push(what) },
    now: () => new Date(0),
    onTried: () => {},
  })
  return { outbox, settled, warned }
}

test('stopping waits for the try under way, and notes how it went', async () => {
  const gate = Promise.withResolvers<Sent>()
  const begun = Promise.withResolvers<void>()
  const { outbox, settled } = open(() => {
    begun.resolve()
    return gate.promise
  })
  await begun.promise
  const stopped = outbox[Symbol.asyncDispose]()
  gate.resolve({ outcome: 'sent' })
  await stopped
  expect(settled).toEqual([{ status: 'sent' }])
})

test('stopping breaks off a try that takes too long, and the mail is tried again', async () => {
  vi.useFakeTimers()
  try {
    const begun = Promise.withResolvers<void>()
    const { outbox, settled } = open((_, signal) => {
      begun.resolve()
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ outcome: 'postponed', reason: 'EABORT' }))
      })
    })
    await begun.promise
    const stopped = outbox[Symbol.asyncDispose]()
    await vi.advanceTimersByTimeAsync(9_999)
    expect(settled).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await stopped
    expect(settled).toMatchObject([{ status: 'pending' }])
  } finally {
    vi.useRealTimers()
  }
})

test('what is logged of a mail that could not be sent names nobody', async () => {
  const { outbox, warned } = open(async () => ({ outcome: 'refused', reason: 'EENVELOPE 550' }))
  await expect.poll(() => warned.length).toBe(1)
  await outbox[Symbol.asyncDispose]()
  expect(JSON.stringify(warned)).toContain('EENVELOPE 550')
  expect(JSON.stringify(warned)).not.toMatch(/Ada|example\.org|Hello/)
})

test('without a mail server one line of the log says so', async () => {
  const lines: unknown[] = []
  const log = { info: (...what: unknown[]) => void lines.push(...what), warn: () => {} }
  const now = () => new Date()
  // Nothing of the database is used: there is nothing to send.
  const db = {} as Parameters<typeof openMail>[0]['db']
  await using _outbox = openMail({ db, config: undefined, onTried() {}, log, now })
  expect(lines).toEqual([expect.stringContaining('SMTP_URL is not set')])
})
