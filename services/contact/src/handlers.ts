import type { contact } from '@runhive/contracts/contact'
import type { Handlers } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import type { Config } from './config.ts'
import * as inboxes from './db/inbox.ts'
import * as messages from './db/messages.ts'
import type { Schema } from './db/schema.ts'
import { archive } from './rpc/archive.ts'
import { inbox } from './rpc/inbox.ts'
import { listBySender } from './rpc/list-by-sender.ts'
import { remove } from './rpc/remove.ts'
import { removeSender } from './rpc/remove-sender.ts'
import { reply } from './rpc/reply.ts'
import { send } from './rpc/send.ts'

/** The handlers of contact's contract, over its database. */
export function createHandlers(deps: {
  db: Kysely<Schema>
  config: Pick<Config, 'contactDays' | 'mail'>
  /** Is called when there is something to mail. */
  wakeOutbox: () => void
  onReceived: () => void
  now: () => Date
}): Handlers<typeof contact> {
  const { db, config, wakeOutbox, onReceived, now } = deps
  const mail = config.mail !== undefined
  const noticesPerHour = config.mail?.operators.length ? config.mail.noticesPerHour : undefined
  return {
    send: send({
      async insert(message) {
        await messages.insert(db, message, { noticesPerHour })
        onReceived()
        wakeOutbox()
      },
      now,
    }),
    listBySender: listBySender({ list: (query, signal) => messages.listBySender(db, query, signal) }),
    removeSender: removeSender({ remove: (email) => messages.removeBySender(db, email) }),
    inbox: inbox({
      list: (query, signal) => inboxes.list(db, query, signal),
      countOpen: () => inboxes.countOpen(db),
    }),
    reply: reply({
      async add(written, options) {
        const added = await inboxes.addReply(db, written, { ...options, mail })
        wakeOutbox()
        return added
      },
      now,
    }),
    archive: archive({ setArchived: (change) => inboxes.setArchived(db, change) }),
    remove: remove({ remove: (id) => inboxes.remove(db, id) }),
    facts: async () => ({ contactDays: config.contactDays, mail }),
  }
}
