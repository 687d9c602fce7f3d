import { randomUUID } from 'node:crypto'
import { contact, type InboxMessage } from '@runhive/contracts/contact'
import type { Mesh } from '@runhive/mesh/mesh'

/** Keeps messages in memory, and begins with one of everybody. */
export function serveContact(mesh: Mesh, kept: InboxMessage[] = [WELCOME]) {
  const find = (id: string) => kept.findIndex((message) => message.id === id)
  const replace = (at: number, message: InboxMessage) => {
    kept[at] = message
    return message
  }
  return mesh.serve(contact, {
    send: async (sent) => {
      const receivedAt = new Date().toISOString()
      kept.unshift({ ...sent, id: randomUUID(), receivedAt, state: 'open', replies: [] })
      // The same to everybody, so that answers can be compared.
      return WELCOME
    },
    listBySender: async ({ email }) => ({
      messages: kept.flatMap((message) =>
        message === WELCOME || message.email === email ? { ...message, email } : [],
      ),
    }),
    removeSender: async () => ({ deleted: { messages: 1 } }),
    inbox: async ({ cursor, limit, state }) => {
      const shown = kept.filter((message) => state === undefined || message.state === state)
      const from = cursor === undefined ? 0 : shown.findIndex(({ id }) => id === cursor) + 1
      const messages = shown.slice(from, from + limit)
      const last = messages.at(-1)
      const open = kept.filter((message) => message.state === 'open').length
      return shown.length > from + limit && last
        ? { messages, open, nextCursor: last.id }
        : { messages, open }
    },
    reply: async ({ id, text, by }, call) => {
      const message = kept[find(id)]
      if (!message) throw call.refusal('NO_SUCH_MESSAGE', {})
      const reply = { id: randomUUID(), text, by, sentAt: new Date().toISOString(), mail: 'pending' as const }
      return replace(find(id), { ...message, state: 'answered', replies: [...message.replies, reply] })
    },
    archive: async ({ id, archived }, call) => {
      const message = kept[find(id)]
      if (!message) throw call.refusal('NO_SUCH_MESSAGE', {})
      const otherwise = message.replies.length > 0 ? 'answered' : 'open'
      return replace(find(id), { ...message, state: archived ? 'archived' : otherwise })
    },
    remove: async ({ id }, call) => {
      if (find(id) < 0) throw call.refusal('NO_SUCH_MESSAGE', {})
      kept.splice(find(id), 1)
      return {}
    },
    facts: async () => ({ contactDays: 365, mail: true }),
  })
}

/** In everybody's export. */
export const WELCOME: InboxMessage = {
  id: '5f0c9a52-6d2f-4b7e-8a64-2f1f6f2f9d10',
  receivedAt: '2026-01-01T00:00:00.000Z',
  name: 'Alice',
  email: 'alice@example.com',
  message: 'Hello.',
  state: 'open',
  replies: [],
}
