import type { AdmitRequest, Decided } from '../admission/decide.ts'
import type { RequestEntry } from '../db/requests.ts'

/** What is kept about a request. Its account and key only when they were proven. */
export function toRequestEntry(request: AdmitRequest, { decision, caller }: Decided, at: Date): RequestEntry {
  return {
    at,
    procedure: request.procedure,
    outcome: decision.outcome,
    ip: request.ip,
    userAgent: request.userAgent,
    keyId: caller.kind === 'key' ? caller.key.id : undefined,
    accountId: accountOf(caller),
  }
}

function accountOf(caller: Decided['caller']): string | undefined {
  if (caller.kind === 'key') return caller.key.accountId
  return caller.kind === 'session' ? caller.session.accountId : undefined
}
