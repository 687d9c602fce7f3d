import { isUsable, type KeyRecord } from '../domain/admission.ts'
import { type ApiKey, sameDigest } from '../domain/api-key.ts'
import { answerInTime } from '../outage/answer-in-time.ts'
import type { DatabaseWatch } from '../outage/database-watch.ts'
import { CACHE_MS, type VerifyKey } from './key-verifier.ts'

/** How long a key that was found good may be used while the database is away, milliseconds. */
export const FALLBACK_MS = 10 * 60_000
const MAX_REMEMBERED = 10_000
/** Look-ups that began before a revocation may end this much later, milliseconds. Their results are not remembered. */
const ECHO_MS = CACHE_MS + 5_000

export interface FallbackKeys {
  readonly verify: VerifyKey
  /** A key was revoked, or all of an account's: they must not be used from memory any more. */
  forget(revoked: { keyId: string } | { accountId: string }): void
}

/**
 * Keys that were good a while ago stay good while the database is away, unless they are known to be revoked. Of a key
 * that was never seen nothing is known then: that rejects with the database's `Unavailable`.
 */
export function createFallbackKeys(deps: {
  verify: VerifyKey
  database: Pick<DatabaseWatch, 'withFallback'>
  now: () => Date
  monotonicMs: () => number
}): FallbackKeys {
  const remembered = new Map<string, { record: KeyRecord; untilMs: number }>()

  /** By id of key or account: until when a look-up may give what was true before it was revoked. */
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
    remembered.set(record.id, { record, untilMs: deps.monotonicMs() + FALLBACK_MS })
  }

  const verify = async (key: ApiKey) => {
    const record = await answerInTime(deps.verify(key))
    if (record) remember(record)
    // A wrong guess at the secret of a key must not end the fallback of its owner.
    else if (isRemembered(key)) remembered.delete(key.id)
    return record
  }

  const isRemembered = (key: ApiKey) => {
    const known = remembered.get(key.id)
    return known !== undefined && sameDigest(known.record.digest, key.digest)
  }

  /** One answer for every other key, good or not: the database is away. */
  const recall = (key: ApiKey, cause: unknown): KeyRecord => {
    const known = remembered.get(key.id)
    const isRecent = known !== undefined && deps.monotonicMs() < known.untilMs
    if (!isRecent || !isRemembered(key) || !isUsable(known.record, deps.now())) throw cause
    return known.record
  }

  return {
    verify: (key) =>
      deps.database.withFallback(
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
