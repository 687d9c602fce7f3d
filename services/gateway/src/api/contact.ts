import type { auth } from '@runhive/contracts/auth'
import { contact, InboxMessage } from '@runhive/contracts/contact'
import type { Client } from '@runhive/contracts/define'
import { v7 as uuidv7 } from 'uuid'
import * as z from 'zod'
import { fromCaller } from '../input/from-caller.ts'
import { t } from '../procedure/builder.ts'
import type { ProcedureMeta } from '../procedure/meta.ts'
import type { Procedures } from '../procedure/middleware.ts'

export interface ContactDeps {
  readonly contact: Client<typeof contact>
  readonly auth: Pick<Client<typeof auth>, 'getAccount'>
  /** Called for each message that only a machine could have sent. */
  readonly onTrapped: () => void
}

const { send, inbox, reply, archive } = contact.procedures

const REST = {
  send: { rest: { method: 'POST', path: '/contact', summary: 'Send a message to the operator' } },
  inbox: { rest: { method: 'GET', path: '/admin/contact', summary: 'List received messages' } },
  reply: {
    rest: {
      method: 'POST',
      path: '/admin/contact/{id}/reply',
      summary: 'Reply to a message by mail',
      description: 'The reply is stored and mailed as plain text. The inbox shows whether it was sent.',
    },
  },
  archive: {
    rest: {
      method: 'POST',
      path: '/admin/contact/{id}/archive',
      summary: 'Archive or unarchive a message',
    },
  },
  remove: {
    rest: { method: 'DELETE', path: '/admin/contact/{id}', summary: 'Remove a message and its replies' },
  },
} satisfies Record<string, ProcedureMeta>

const Id = z.uuid('must be the id of a message, a UUID').toLowerCase()

/** The contact form, and what operators do with what came through it. */
export function createContact({ open, operator }: Procedures, deps: ContactDeps) {
  return t.router({
    send: open
      .meta(REST.send)
      .input(
        fromCaller(
          z.strictObject({
            ...send.input.shape,
            website: z
              .string()
              .max(2_048)
              .optional()
              .describe(
                'Leave it empty. Forms hide it from people: only bots fill it in, and their messages are dropped.',
              ),
          }),
        ),
      )
      .output(send.output)
      .mutation(({ input: { website, ...message }, ctx }) => {
        if (!website) return deps.contact.send(message, ctx.scope)
        deps.onTrapped()
        // The same answer as for a message that is kept.
        return { id: uuidv7(), receivedAt: new Date().toISOString() }
      }),

    inbox: operator
      .meta(REST.inbox)
      .input(fromCaller(z.strictObject(inbox.input.shape).prefault({})))
      .output(inbox.output)
      .query(({ input, ctx }) => deps.contact.inbox(input, ctx.scope)),

    reply: operator
      .meta(REST.reply)
      .input(fromCaller(z.strictObject({ id: Id, text: reply.input.shape.text })))
      .output(InboxMessage)
      .mutation(async ({ input, ctx: { principal, scope } }) => {
        const { email, name } = await deps.auth.getAccount({ accountId: principal.accountId }, scope)
        return deps.contact.reply({ ...input, by: email ?? name ?? 'an operator' }, scope)
      }),

    archive: operator
      .meta(REST.archive)
      .input(fromCaller(z.strictObject({ ...archive.input.shape, id: Id })))
      .output(InboxMessage)
      .mutation(({ input, ctx }) => deps.contact.archive(input, ctx.scope)),

    remove: operator
      .meta(REST.remove)
      .input(fromCaller(z.strictObject({ id: Id })))
      .output(z.object({}))
      .mutation(({ input, ctx }) => deps.contact.remove(input, ctx.scope)),
  })
}
