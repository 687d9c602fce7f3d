import { contact } from '@runhive/contracts/contact'
import { executionEvents, idempotencyClaims } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import type { Mesh } from '@runhive/mesh/mesh'
import type { RemovalDeps } from './remove-accounts.ts'

/** How the mesh and the other services forget an account. */
export function createParts(mesh: Pick<Mesh, 'connect' | 'log'>): RemovalDeps['parts'] {
  const historyClient = mesh.connect(history)
  const contactClient = mesh.connect(contact)
  return {
    async executions(accountId) {
      await mesh.log(executionEvents).forgetUnder(accountId)
      await mesh.log(idempotencyClaims).forgetUnder(accountId)
      return {}
    },
    history: async (accountId, signal) =>
      (await historyClient.removeAccount({ accountId }, { signal })).deleted,
    contact: async (email, signal) => (await contactClient.removeSender({ email }, { signal })).deleted,
  }
}
