import { contact } from '@runhive/contracts/contact'
import { history } from '@runhive/contracts/history'
import type { Mesh } from '@runhive/mesh/mesh'
import type { World } from './world.ts'

/** history as far as removals need it. Records the accounts that it removed. */
export async function serveHistory(mesh: Mesh, forgotten: string[], gate = Promise.resolve()) {
  const { removeAccount } = history.procedures
  return mesh.serve(
    { name: history.name, procedures: { removeAccount } },
    {
      removeAccount: async ({ accountId }) => {
        forgotten.push(accountId)
        await gate
        return { deleted: { executions: 3 } }
      },
    },
  )
}

export async function serveContact(mesh: Mesh, forgotten: string[]) {
  const { removeSender } = contact.procedures
  return mesh.serve(
    { name: contact.name, procedures: { removeSender } },
    {
      removeSender: async ({ email }) => {
        forgotten.push(email)
        return { deleted: { messages: 2 } }
      },
    },
  )
}

export const receiptOf = (world: World, id: string) => world.auth.getReceipt({ id })
