import { contact, type InboxMessage } from '@runhive/contracts/contact'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import type { InboxQuery } from '../db/inbox.ts'
import type { Handled } from '../domain/message.ts'
import { toMessage } from '../domain/message.ts'
import { refusing } from '../testing.ts'
import { archive } from './archive.ts'
import { inbox } from './inbox.ts'
import { remove } from './remove.ts'
import { reply } from './reply.ts'

const AT = new Date('2030-01-01T00:00:00.000Z')
const ID = '0b9f1f7e-6a0e-4d53-8a43-3f8f2f1f9d11'

function handled(n: number, text = `number ${n}`): Handled {
  const message = toMessage(
    { name: 'Ada', email: 'ada@example.org', message: text },
    new Date(AT.getTime() + n),
  )
  return { ...message, state: 'open', replies: [] }
}

/** contact on a mesh of this process with these messages, newest first. */
async function open(kept: Handled[]) {
  const mesh = createMemoryMesh()
  const list = async ({ before, limit }: InboxQuery) => {
    const from = kept.findIndex(({ id }) => id === before) + 1
    return kept.slice(from, from + limit)
  }
  await mesh.serve(contact, {
    ...refusing,
    inbox: inbox({ list, countOpen: async () => 7 }),
    reply: reply({ add: async ({ messageId }) => (messageId === ID ? 'full' : 'missing'), now: () => AT }),
    archive: archive({ setArchived: async () => undefined }),
    remove: remove({ remove: async () => false }),
  })
  return { ...mesh.connect(contact), [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('pages follow each other to the end, which has no cursor, and each tells how many are open', async () => {
  const kept = Array.from({ length: 5 }, (_, n) => handled(5 - n))
  await using desk = await open(kept)
  const seen: InboxMessage[] = []
  let cursor: string | undefined
  do {
    const page = await desk.inbox({ limit: 2, cursor })
    expect(page.open).toBe(7)
    seen.push(...page.messages)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(seen.map(({ id }) => id)).toEqual(kept.map(({ id }) => id))
})

test('a page of huge messages is shorter than was asked, and the rest follows', async () => {
  // JSON escapes each of these sixfold.
  const reply = {
    id: ID,
    messageId: ID,
    text: '\u0001'.repeat(10_000),
    by: 'op',
    sentAt: AT,
    mail: 'sent' as const,
  }
  const huge = Array.from(
    { length: 4 },
    (_, n): Handled => ({ ...handled(4 - n), replies: Array(100).fill(reply) }),
  )
  await using desk = await open(huge)
  const page = await desk.inbox({})
  expect(page.messages.length).toBeLessThan(4)
  expect(JSON.stringify(page).length).toBeLessThan(16 * 1024 * 1024)
  expect(page.nextCursor).toBe(huge[page.messages.length - 1]?.id)
})

test('what is not there, and what has enough replies, is refused as that', async () => {
  await using desk = await open([])
  const other = '7b0f3c1e-6c2a-4c57-9a5d-0f8f4d8a1b11'
  const refused = { code: 'NO_SUCH_MESSAGE' }
  await expect(desk.reply({ id: other, text: 'x', by: 'op' })).rejects.toMatchObject(refused)
  await expect(desk.archive({ id: other, archived: true })).rejects.toMatchObject(refused)
  await expect(desk.remove({ id: other })).rejects.toMatchObject(refused)
  await expect(desk.reply({ id: ID, text: 'x', by: 'op' })).rejects.toMatchObject({
    code: 'TOO_MANY_REPLIES',
    data: { maximum: 100 },
  })
})
