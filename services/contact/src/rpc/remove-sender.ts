import type { contact } from '@runhive/contracts/contact'
import type { Handler } from '@runhive/contracts/define'

/** Deletes the messages of an address, with their replies. A repeated call finds nothing and says so. */
export function removeSender(deps: {
  remove: (email: string) => Promise<{ messages: number; replies: number }>
}): Handler<typeof contact.procedures.removeSender> {
  return async ({ email }) => ({ deleted: await deps.remove(email) })
}
