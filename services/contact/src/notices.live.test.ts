import { randomUUID } from 'node:crypto'
import { type Mailbox, startMailbox } from '@runhive/mailbox/mailbox'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../migrations/all.ts'
import { parseConfig } from './config.ts'
import * as digests from './db/digests.ts'
import * as inbox from './db/inbox.ts'
import { pending } from './db/mails.ts'
import type { Schema } from './db/schema.ts'
import { createHandlers } from './handlers.ts'
import { openMail } from './mail/open.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

let database: TestDatabase<Schema>
let mailbox: Mailbox
beforeEach(async () => {
  ;[database, mailbox] = await Promise.all([
    createTestDatabase<Schema>({ service: 'contact', migrations }),
    startMailbox(),
  ])
})
afterEach(async () => {
  await mailbox[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

/** A desk whose operator has three notices an hour, on a clock that is turned by hand. */
function openDesk(change: Record<string, string> = {}) {
  const clock = { ms: Date.parse('2030-01-01T12:00:00Z') }
  const now = () => new Date(clock.ms)
  const config = parseConfig({
    NATS_URL: 'nats://127.0.0.1:1',
    DATABASE_URL: database.url,
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'desk@runhive.test',
    OPERATOR_EMAIL: 'op@runhive.test',
    MAIL_RETRY_MS: '1',
    NOTICES_PER_HOUR: '3',
    ...change,
  })
  const tried: string[] = []
  const { db } = database
  const outbox = openMail({
    ...{ db, config: config.mail, now, log: { info() {}, warn() {} } },
    onTried: (kind, outcome) => void tried.push(`${kind} ${outcome}`),
  })
  const wakeOutbox = () => outbox.wake()
  const handlers = createHandlers({ db, config, wakeOutbox, onReceived: () => {}, now })
  /** Each from an address of its own. */
  const flood = async (count: number) => {
    const call = {} as Parameters<typeof handlers.send>[1]
    const letter = () => ({ name: 'Flood', email: `${randomUUID()}@example.org`, message: 'Buy!' })
    return Promise.all(Array.from({ length: count }, () => handlers.send(letter(), call)))
  }
  const pass = (ms: number) => {
    clock.ms += ms
    outbox.wake()
  }
  return { ...{ db, now, tried, flood, pass }, [Symbol.asyncDispose]: () => outbox[Symbol.asyncDispose]() }
}

const subjects = () => mailbox.mails.map(({ subject }) => subject)
const NOTICE = 'New message from the contact form'
const notices = (count: number) => Array<string>(count).fill(NOTICE)

test('a flood of messages from many addresses is so many notices, and an hour later one mail that counts the rest', async () => {
  await using desk = openDesk()
  await desk.flood(40)
  await expect.poll(subjects).toEqual(notices(3))
  expect(await inbox.countOpen(desk.db)).toBe(40)
  expect(await pending(desk.db, desk.now())).toEqual({ count: 0, oldestSeconds: 0 })

  // A moment before it is due it is nobody's to send, and what comes until then is in it too.
  desk.pass(HOUR_MS - 1)
  expect(await digests.claim(desk.db, { now: desk.now(), forMs: 1 })).toBeUndefined()
  await desk.flood(1)
  desk.pass(1)
  await expect.poll(subjects).toEqual([...notices(3), '38 more messages from the contact form'])
  const digest = mailbox.mails.at(-1)
  expect(digest).toMatchObject({ envelope: { to: ['op@runhive.test'] }, replyTo: [], hasHtml: false })
  expect(digest?.text).toContain('since 2030-01-01T12:00:00.000Z')
  expect(digest?.text).toContain('41 messages wait for an answer')
  expect(JSON.stringify(digest)).not.toMatch(/example\.org|Flood|Buy!/)

  // The flood is over: the next one is told of by itself.
  await desk.flood(1)
  await expect.poll(() => subjects().at(-1)).toBe(NOTICE)
  await expect.poll(() => desk.tried).toHaveLength(5)
  expect(desk.tried).toContain('digest sent')
})

test('however long it goes on, an hour has no more notices and one digest, and together they tell of every message', async () => {
  await using desk = openDesk()
  const HOURS = 5
  for (let tenMinutes = 0; tenMinutes < HOURS * 6; tenMinutes += 1) {
    await desk.flood(7)
    desk.pass(10 * MINUTE_MS)
    await expect.poll(() => pending(desk.db, desk.now())).toMatchObject({ count: 0 })
  }
  expect(mailbox.mails.length).toBeLessThanOrEqual(HOURS * 4)
  desk.pass(HOUR_MS)
  const told = () =>
    subjects().reduce((sum, subject) => sum + (subject === NOTICE ? 1 : Number.parseInt(subject, 10)), 0)
  await expect.poll(told).toBe(HOURS * 6 * 7)
})

test('a digest that the server postpones is sent later, and what came meanwhile is in the next one', async () => {
  await using desk = openDesk({ NOTICES_PER_HOUR: '0', MAIL_RETRY_MS: '60000' })
  await desk.flood(5)
  mailbox.refusals.refuse(451, 1)
  desk.pass(HOUR_MS)
  await expect.poll(() => desk.tried).toEqual(['digest postponed'])
  await desk.flood(2)
  expect(await pending(desk.db, desk.now())).toMatchObject({ count: 1 })
  desk.pass(MINUTE_MS)
  await expect.poll(subjects).toEqual(['5 more messages from the contact form'])
  desk.pass(HOUR_MS)
  await expect
    .poll(subjects)
    .toEqual(['5 more messages from the contact form', '2 more messages from the contact form'])
})

test('what is deleted before the digest is due is not told of, and a digest of nothing is not sent', async () => {
  await using desk = openDesk({ NOTICES_PER_HOUR: '0' })
  const [one, ...others] = await desk.flood(2)
  await inbox.remove(desk.db, one?.id ?? '')
  desk.pass(HOUR_MS)
  await expect.poll(subjects).toEqual(['1 more message from the contact form'])
  for (const { id } of [...others, ...(await desk.flood(1))]) await inbox.remove(desk.db, id)
  desk.pass(HOUR_MS)
  const waiting = () => desk.db.selectFrom('digests').select('id').execute()
  await expect.poll(waiting).toEqual([])
  expect(mailbox.mails).toHaveLength(1)
})
