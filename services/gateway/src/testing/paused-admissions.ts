import { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import type { Mesh } from '@runhive/mesh/mesh'

/** Admissions that wait until a test lets them go on. */
export interface PausedAdmissions {
  /** A mesh on which they wait. */
  readonly mesh: (mesh: Mesh) => Mesh
  /** Waiting now. */
  waiting(): number
  /** The most that have waited at once. */
  most(): number
  /** Lets all go on that wait, and all to come. */
  release(): void
}

export function pauseAdmissions(): PausedAdmissions {
  const released = Promise.withResolvers<void>()
  let waiting = 0
  let most = 0
  const hold = (client: Client<typeof auth>): Client<typeof auth> => ({
    ...client,
    async admit(...asked) {
      waiting += 1
      most = Math.max(most, waiting)
      await released.promise
      const admitted = client.admit(...asked)
      await admitted.catch(() => undefined)
      waiting -= 1
      return admitted
    },
  })
  return {
    mesh: (mesh) => ({
      ...mesh,
      connect: ((contract: Parameters<Mesh['connect']>[0]) => {
        const client = mesh.connect(contract)
        return contract.name === auth.name ? hold(client as Client<typeof auth>) : client
      }) as Mesh['connect'],
    }),
    waiting: () => waiting,
    most: () => most,
    release: released.resolve,
  }
}
