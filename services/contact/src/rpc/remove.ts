import type { contact } from '@runhive/contracts/contact'
import type { Handler } from '@runhive/contracts/define'

/** Deletes one message, with its replies and mails. */
export function remove(deps: {
  remove: (id: string) => Promise<boolean>
}): Handler<typeof contact.procedures.remove> {
  return async ({ id }, call) => {
    if (!(await deps.remove(id))) throw call.refusal('NO_SUCH_MESSAGE', {})
    return {}
  }
}
