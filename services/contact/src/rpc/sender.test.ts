import { contact } from '@runhive/contracts/contact'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { type Message, toMessage } from '../domain/message.ts'
import { refusing } from '../testing.ts'
import { listBySender } from './list-by-sender.ts'
import { removeSender } from './remove-sender.ts'

const email = 'ada@example.org'

/** contact on a mesh of this process, in which one address has sent `count` messages. */
async function open(count: number) {
  const sent = Array.from({ length: count }, (_, at): Message => {
    return toMessage({ name: 'Ada', email, message: `number ${at}` }, new Date(1_000_000 + at))
  })
  const mesh = createMemoryMesh()
  await mesh.serve(contact, {
    ...refusing,
    listBySender: listBySender({
      list: async ({ after, limit }) => {
        const from = sent.findIndex(({ id }) => id === after) + 1
        return sent.slice(from, from + limit).map((message) => ({ ...message, replies: [] }))
      },
    }),
    removeSender: removeSender({ remove: async () => ({ messages: sent.splice(0).length, replies: 2 }) }),
  })
  return { sent, ...mesh.connect(contact), [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('pages of a sender follow each other to the end, which has no cursor', async () => {
  await using form = await open(401)
  const first = await form.listBySender({ email })
  const second = await form.listBySender({ email, cursor: first.nextCursor })
  const third = await form.listBySender({ email, cursor: second.nextCursor })
  const messages = [first, second, third].flatMap((page) => page.messages)
  expect(messages.map(({ id }) => id)).toEqual(form.sent.map(({ id }) => id))
  expect(messages[0]).toEqual({ ...form.sent[0], receivedAt: '1970-01-01T00:16:40.000Z', replies: [] })
  expect(third.nextCursor).toBeUndefined()
})

test('a page that ends exactly at the end has no cursor, and an address that sent nothing has no messages', async () => {
  await using full = await open(200)
  expect((await full.listBySender({ email })).nextCursor).toBeUndefined()
  await using none = await open(0)
  expect(await none.listBySender({ email })).toEqual({ messages: [] })
})

test('a page of the longest messages fits a reply even when JSON escapes every byte', () => {
  const worst = toMessage({ name: '\u0001'.repeat(200), email, message: '\u0001'.repeat(10_000) }, new Date())
  expect(JSON.stringify(Array(200).fill(worst)).length).toBeLessThan(16 * 1024 * 1024)
})

test('removing says how many it deleted, and again: none', async () => {
  await using form = await open(3)
  expect(await form.removeSender({ email })).toEqual({ deleted: { messages: 3, replies: 2 } })
  expect(await form.removeSender({ email })).toEqual({ deleted: { messages: 0, replies: 2 } })
})

test.each([{ email: 'nobody' }, { email: `${'x'.repeat(254)}@example.org` }, { email, cursor: 'x' }])(
  'input that is no address or no cursor is BAD_INPUT: %j',
  async (input) => {
    await using form = await open(0)
    await expect(form.listBySender(input)).rejects.toMatchObject({ code: 'BAD_INPUT' })
  },
)
