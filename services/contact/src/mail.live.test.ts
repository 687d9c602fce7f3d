import { randomUUID } from 'node:crypto'
import { contact } from '@runhive/contracts/contact'
import { type Mailbox, startMailbox } from '@runhive/mailbox/mailbox'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { startNatsServer, type TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { findMentions } from '@runhive/postgres/mentions'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../migrations/all.ts'
import { parseConfig } from './config.ts'
import { addMail } from './db/mails.ts'
import type { Schema } from './db/schema.ts'
import { openService } from './service.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
let nats: TestNatsServer
let mailbox: Mailbox
beforeAll(async () => {
  ;[database, nats, mailbox] = await Promise.all([
    createTestDatabase<Schema>({ service: 'contact', migrations }),
    startNatsServer(),
    startMailbox(),
  ])
})
afterAll(async () => {
  await mailbox[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  await nats[Symbol.asyncDispose]()
})

const open = (change: Record<string, string> = {}) =>
  openService(
    parseConfig({
      NATS_URL: nats.url,
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      SMTP_URL: mailbox.smtpUrl,
      MAIL_FROM: 'Runhive <desk@runhive.test>',
      OPERATOR_EMAIL: 'one@operators.test, two@operators.test',
      MAIL_RETRY_MS: '50',
      NOTICES_PER_HOUR: '1000',
      ...change,
    }),
  )

/** Somebody who writes, and an operator who answers. */
async function join() {
  const mesh = await connectMesh({ url: nats.url, service: 'test' })
  const client = mesh.connect(contact)
  const email = `${randomUUID().slice(0, 8)}@example.org`
  const find = async (id: string) =>
    (await client.inbox({ limit: 100 })).messages.find((message) => message.id === id)
  return { ...client, email, find, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

/** What was mailed to or about somebody, oldest first. */
const mailsOf = (email: string) =>
  mailbox.mails.filter(({ envelope, replyTo }) => envelope.to.includes(email) || replyTo.includes(email))
const until = (email: string, count: number) => expect.poll(() => mailsOf(email).length).toBe(count)

test('operators are told of a message, and its sender stands in Reply-To and in no other header', async () => {
  await using _service = await open()
  await using desk = await join()
  const sent = await desk.send({ name: 'Ada', email: desk.email, message: 'Läuft auch Pascal? 🐝\nDanke' })
  await until(desk.email, 1)
  const [notice] = mailsOf(desk.email)
  expect(notice).toMatchObject({
    envelope: { from: 'desk@runhive.test', to: ['one@operators.test', 'two@operators.test'] },
    from: ['desk@runhive.test'],
    to: ['one@operators.test', 'two@operators.test'],
    replyTo: [desk.email],
    subject: 'New message from the contact form',
    messageId: `<${sent.id}@runhive.test>`,
    hasHtml: false,
    attachments: 0,
  })
  expect(notice?.text).toContain('> Läuft auch Pascal? 🐝\n> Danke\n')
  expect(notice?.headers.filter(({ line }) => line.includes(desk.email)).map(({ name }) => name)).toEqual([
    'reply-to',
  ])
})

test('a reply reaches the sender as plain text and is a part of one thread with the ones before it', async () => {
  await using _service = await open()
  await using desk = await join()
  const { id } = await desk.send({ name: 'Ada', email: desk.email, message: 'Hello?' })
  const first = await desk.reply({ id, text: 'Yes, “hello” ✓', by: 'op@runhive.test' })
  const second = await desk.reply({ id, text: 'And again.', by: 'op@runhive.test' })
  expect(first).toMatchObject({ state: 'answered', replies: [{ mail: 'pending', by: 'op@runhive.test' }] })
  await until(desk.email, 3)
  const replies = mailsOf(desk.email).filter(({ envelope }) => envelope.to.includes(desk.email))
  const [one, two] = second.replies.map((reply) => `<${reply.id}@runhive.test>`)
  expect(
    replies.map(({ messageId, inReplyTo, references }) => ({ messageId, inReplyTo, references })),
  ).toEqual([
    { messageId: one, inReplyTo: `<${id}@runhive.test>`, references: [`<${id}@runhive.test>`] },
    { messageId: two, inReplyTo: one, references: [`<${id}@runhive.test>`, one] },
  ])
  expect(replies[0]).toMatchObject({
    subject: 'Re: your message',
    to: [desk.email],
    replyTo: [],
    hasHtml: false,
  })
  expect(replies[0]?.text).toMatch(/^Yes, “hello” ✓\n\nOn \d{4}-\d\d-\d\d you wrote:\n\n> Hello\?/)
  await expect
    .poll(async () => (await desk.find(id))?.replies.map(({ mail }) => mail))
    .toEqual(['sent', 'sent'])
})

test('a mail that the server postpones is tried again, and one that it will never take is not', async () => {
  await using service = await open({ OPERATOR_EMAIL: '' })
  await using desk = await join()
  const { id } = await desk.send({ name: 'Ada', email: desk.email, message: 'Hello?' })
  mailbox.refusals.refuse(451, 3)
  await desk.reply({ id, text: 'At the fourth try.', by: 'op' })
  await until(desk.email, 1)
  const before = mailbox.refusals.refused
  mailbox.refusals.refuse(550, 1)
  await desk.reply({ id, text: 'Never.', by: 'op' })
  await expect
    .poll(async () => (await desk.find(id))?.replies.map(({ mail }) => mail))
    .toEqual(['sent', 'failed'])
  expect(mailbox.refusals.refused - before).toBe(1)
  expect(mailsOf(desk.email)).toHaveLength(1)
  const metrics = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text()
  for (const [outcome, count] of [
    ['sent', 1],
    ['postponed', 3],
    ['failed', 1],
  ]) {
    expect(metrics).toContain(`runhive_contact_mails_total{kind="reply",outcome="${outcome}"} ${count}\n`)
  }
  expect(metrics).toMatch(/^runhive_contact_oldest_mail_seconds 0$/m)
})

test('a mail is given up after as many tries as there may be, and the inbox says so', async () => {
  await using _service = await open({ OPERATOR_EMAIL: '', MAIL_ATTEMPTS: '3' })
  await using desk = await join()
  const { id } = await desk.send({ name: 'Ada', email: desk.email, message: 'Hello?' })
  const before = mailbox.refusals.refused
  mailbox.refusals.refuse(451, 100)
  await desk.reply({ id, text: 'Never.', by: 'op' })
  await expect.poll(async () => (await desk.find(id))?.replies[0]?.mail).toBe('failed')
  mailbox.refusals.refuse(451, 0)
  expect(mailbox.refusals.refused - before).toBe(3)
  expect(mailsOf(desk.email)).toEqual([])
})

test('what is to be mailed outlives the process, and two instances send each mail once', async () => {
  await using desk = await join()
  const ids: string[] = []
  {
    // Nobody listens there: all of it waits.
    await using _service = await open({ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_RETRY_MS: '1' })
    for (let n = 0; n < 20; n += 1) {
      ids.push((await desk.send({ name: 'Ada', email: desk.email, message: `number ${n}` })).id)
    }
    const pending = await database.db
      .selectFrom('mails')
      .select('id')
      .where('status', '=', 'pending')
      .execute()
    expect(pending.length).toBeGreaterThanOrEqual(20)
  }
  await database.db
    .updateTable('mails')
    .set({ next_try_at: new Date() })
    .where('status', '=', 'pending')
    .execute()
  await using _one = await open()
  await using _two = await open()
  await until(desk.email, 20)
  const left = () => database.db.selectFrom('mails').select('id').where('status', '=', 'pending').execute()
  await expect.poll(left).toEqual([])
  const sent = mailsOf(desk.email).map(({ messageId }) => messageId)
  expect(sent.toSorted()).toEqual(ids.map((id) => `<${id}@runhive.test>`).toSorted())
})

test('what another process left to be mailed is mailed at once, or when its time has come', async () => {
  await using _service = await open({ OPERATOR_EMAIL: 'one@operators.test' })
  const listening = sql`
    select from pg_stat_activity where application_name = 'notifications' and query like 'listen%'`
  await expect.poll(async () => (await listening.execute(database.db)).rows).toHaveLength(1)
  const leave = async (at: Date) => {
    const email = `${randomUUID().slice(0, 8)}@example.org`
    const id = randomUUID()
    await database.db.transaction().execute(async (trx) => {
      const message = { id, name: 'Ada', email, message: 'Hello?', received_at: at }
      await trx.insertInto('messages').values(message).execute()
      await addMail(trx, { messageId: id, replyId: null, at })
    })
    return email
  }
  const left = Date.now()
  const emails = [await leave(new Date()), await leave(new Date(left + 1_500))]
  const arrived = () => emails.map((email) => mailsOf(email).length)
  // Less than half of the time after which a process looks although nothing was notified.
  await expect.poll(arrived, { timeout: 25_000 }).toEqual([1, 1])
  expect(Date.now() - left).toBeGreaterThanOrEqual(1_400)
})

test('removing a sender takes the messages, the replies and what was still to be mailed', async () => {
  await using _service = await open({ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_RETRY_MS: '100' })
  await using desk = await join()
  const { id } = await desk.send({ name: 'Ada Leaves', email: desk.email, message: 'Forget this.' })
  await desk.reply({ id, text: 'Never to be sent.', by: 'op' })
  expect((await desk.listBySender({ email: desk.email })).messages).toMatchObject([
    { id, replies: [{ text: 'Never to be sent.' }] },
  ])
  expect(await desk.removeSender({ email: desk.email.toUpperCase() })).toEqual({
    deleted: { messages: 1, replies: 1 },
  })
  const traces = [desk.email, id, 'Ada Leaves', 'Forget this.', 'Never to be sent.']
  expect(await findMentions(database.adminUrl, traces)).toEqual([])
})

test('an operator whose account is removed is not named in what they wrote to others', async () => {
  await using _service = await open()
  await using desk = await join()
  const { id } = await desk.send({ name: 'Ada', email: desk.email, message: 'Hello?' })
  const by = `${randomUUID()}@runhive.test`
  await desk.reply({ id, text: 'Hello.', by })
  expect(await desk.removeSender({ email: by.toUpperCase() })).toEqual({
    deleted: { messages: 0, replies: 0 },
  })
  expect((await desk.find(id))?.replies).toMatchObject([{ text: 'Hello.', by: 'a former operator' }])
  expect(await findMentions(database.adminUrl, [by])).toEqual([])
})

test('without a mail server the inbox works, and a reply says that it was not mailed', async () => {
  await using _service = await open({ SMTP_URL: '', MAIL_FROM: '', OPERATOR_EMAIL: '' })
  await using desk = await join()
  expect(await desk.facts({})).toEqual({ contactDays: 365, mail: false })
  const { id } = await desk.send({ name: 'Ada', email: desk.email, message: 'Hello?' })
  const replied = await desk.reply({ id, text: 'Hello.', by: 'op' })
  expect(replied).toMatchObject({ state: 'answered', replies: [{ mail: 'failed' }] })
  const queued = await database.db.selectFrom('mails').select('id').where('message_id', '=', id).execute()
  expect(queued).toEqual([])
})

test('a server that offers no TLS gets no mail where TLS is required', async () => {
  await using _service = await open({
    OPERATOR_EMAIL: '',
    SMTP_URL: `${mailbox.smtpUrl}?starttls=required`,
    MAIL_ATTEMPTS: '2',
  })
  await using desk = await join()
  const { id } = await desk.send({ name: 'Ada', email: desk.email, message: 'Hello?' })
  await desk.reply({ id, text: 'Secret.', by: 'op' })
  await expect.poll(async () => (await desk.find(id))?.replies[0]?.mail).toBe('failed')
  expect(mailsOf(desk.email)).toEqual([])
})
