import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { AdmitRequest, Decided } from '../../admission/decide.ts'
import type { LastUsed } from '../../keys/last-used.ts'

/**
 * Who is the caller, and may they? One refusal for every kind of wrong key, so that it reveals nothing about any key.
 */
export function admit(deps: {
  decide: (request: AdmitRequest) => Promise<Decided>
  lastUsed: Pick<LastUsed, 'note'>
  /** Is called with every decision, for usage data and metrics. Must not wait. */
  note: (request: AdmitRequest, decided: Decided) => void
  /** Is called for every request that could not be decided. */
  noteFailure: () => void
}): Handler<typeof auth.procedures.admit> {
  return async (request, call) => {
    const decided = await deps.decide(request).catch((error: unknown) => {
      deps.noteFailure()
      throw error
    })
    deps.note(request, decided)
    const { decision, caller } = decided
    if (decision.outcome === 'UNAUTHENTICATED') throw call.refusal('UNAUTHENTICATED', decision.data)
    if (decision.outcome === 'FORBIDDEN') throw call.refusal('FORBIDDEN', decision.data)
    if (decision.outcome === 'LIMITED') throw call.refusal('LIMITED', decision.data)
    if (caller.kind === 'key') deps.lastUsed.note(caller.key)
    return decision.admission
  }
}
