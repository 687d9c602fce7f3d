import { contact } from '@runhive/contracts/contact'
import type { Client } from '@runhive/contracts/define'
import * as z from 'zod'
import type { Procedures } from './procedures.ts'
import { t } from './trpc.ts'

const { input, output } = contact.procedures.send

/** The contact form. */
export function createContact({ open }: Procedures, deps: { readonly contact: Client<typeof contact> }) {
  return t.router({
    send: open
      .meta({
        rest: { method: 'POST', path: '/contact', summary: 'Send a message to the operator' },
      })
      .input(z.strictObject(input.shape))
      .output(output)
      .mutation(({ input, ctx }) => deps.contact.send(input, ctx.scope)),
  })
}
