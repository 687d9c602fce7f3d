import type { contact } from '@runhive/contracts/contact'
import type { Handler } from '@runhive/contracts/define'

/** Deletes what an address has sent. Asked again, it finds nothing and says so. */
export function removeSender(deps: {
  remove: (email: string) => Promise<number>
}): Handler<typeof contact.procedures.removeSender> {
  return async ({ email }) => ({ deleted: { messages: await deps.remove(email) } })
}
