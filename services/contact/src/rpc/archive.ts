import type { contact } from '@runhive/contracts/contact'
import type { Handler } from '@runhive/contracts/define'
import type { Handled } from '../domain/message.ts'
import { toView } from './view.ts'

/** Archives a message, or takes it back. */
export function archive(deps: {
  setArchived: (change: { id: string; archived: boolean }) => Promise<Handled | undefined>
}): Handler<typeof contact.procedures.archive> {
  return async (change, call) => {
    const message = await deps.setArchived(change)
    if (!message) throw call.refusal('NO_SUCH_MESSAGE', {})
    return toView(message)
  }
}
