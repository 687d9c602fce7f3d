import { isUsable, type KeyRecord } from '../domain/admission.ts'
import { type ApiKey, sameDigest } from '../domain/api-key.ts'
import { answerInTime } from '../outage/answer-in-time.ts'
import type { DatabaseWatch } from '../outage/database-watch.ts'
import { REMEMBER_MS, type VerifyKey } from './key-verifier.ts'

/** How long a key that was found good may be used while the database is away, milliseconds. */
export const INSURED_MS = 10 * 60_000
const MAX_REMEMBERED = 10_000
/** Answers that began before a revocation may come this much later, milliseconds: they insure nothing. */
const ECHO_MS = REMEMBER_MS + 5_000

export interface InsuredKeys {
  readonly verify: VerifyKey
  /** A key was revoked, or all of an account's: their insurance ends at once. */
  forget(revoked: { keyId: string } | { accountId: string }): void
}

/**
 * Keys that were good a while ago stay good while the database is away, unless they are known to be revoked. A key never seen
 * cannot be judged then: that rejects with the database's `Unavailable`.
 */
export function createInsuredKeys(deps: {
  verify: VerifyKey
  database: Pick<DatabaseWatch, 'insured'>
  now: () => Date
  monotonicMs: () => number
}): InsuredKeys {
  const remembered = new Map<string, { record: KeyRecord; untilMs: number }>()

  /** Ids of keys and accounts, and until when what is said about them may be from before. */
  const revokedUntilMs = new Map<string, number>()

  const wasJustRevoked = (id: string) => {
    const untilMs = revokedUntilMs.get(id)
    if (untilMs === undefined || deps.monotonicMs() < untilMs) return untilMs !== undefined
    revokedUntilMs.delete(id)
    return false
  }

  const remember = (record: KeyRecord) => {
    if (wasJustRevoked(record.id) || wasJustRevoked(record.accountId)) return
    remembered.delete(record.id)
    const oldest = remembered.keys().next()
    if (remembered.size >= MAX_REMEMBERED && !oldest.done) remembered.delete(oldest.value)
    remembered.set(record.id, { record, untilMs: deps.monotonicMs() + INSURED_MS })
  }

  const verify = async (key: ApiKey) => {
    const record = await answerInTime(deps.verify(key))
    if (record) remember(record)
    // Only its holder can end a key's insurance: somebody else's guess at its secret says nothing about it.
    else if (isRemembered(key)) remembered.delete(key.id)
    return record
  }

  const isRemembered = (key: ApiKey) => {
    const known = remembered.get(key.id)
    return known !== undefined && sameDigest(known.record.digest, key.digest)
  }

  /** Nothing but a good key is told apart: whoever holds no good one learns that the database is away, and no more. */
  const recall = (key: ApiKey, cause: unknown): KeyRecord => {
    const known = remembered.get(key.id)
    const insured = known !== undefined && deps.monotonicMs() < known.untilMs
    if (!insured || !isRemembered(key) || !isUsable(known.record, deps.now())) throw cause
    return known.record
  }

  return {
    verify: (key) =>
      deps.database.insured(
        () => verify(key),
        (cause) => recall(key, cause),
      ),
    forget(revoked) {
      const id = 'keyId' in revoked ? revoked.keyId : revoked.accountId
      if (revokedUntilMs.size >= MAX_REMEMBERED) revokedUntilMs.clear()
      revokedUntilMs.set(id, deps.monotonicMs() + ECHO_MS)
      for (const { record } of remembered.values()) {
        if (record.id === id || record.accountId === id) remembered.delete(record.id)
      }
    },
  }
}
