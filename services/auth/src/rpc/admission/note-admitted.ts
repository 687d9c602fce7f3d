import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { RequestEntry } from '../../db/requests.ts'
import type { LastUsed } from '../../keys/last-used.ts'

/** A gateway has admitted these requests from credit: they are noted as if they had been asked about. */
export function noteAdmitted(deps: {
  lastUsed: Pick<LastUsed, 'note'>
  noteEntry: (entry: RequestEntry) => void
  now: () => Date
}): Handler<typeof auth.procedures.noteAdmitted> {
  return async ({ requests }) => {
    const nowMs = deps.now().getTime()
    for (const { agoMs, keyId, accountId, procedure, ip, userAgent } of requests) {
      const at = new Date(nowMs - agoMs)
      deps.noteEntry({ at, procedure, outcome: 'admitted', ip, userAgent, keyId, accountId })
      deps.lastUsed.note({ id: keyId, lastUsedAt: undefined })
    }
    return {}
  }
}
