import { isUsable, type KeyRecord } from '../domain/admission.ts'
import { type ApiKey, sameDigest } from '../domain/api-key.ts'

/**
 * How long a key that was found good is not looked up again, milliseconds. Deactivating a key must take effect on every
 * gateway within one second: half of that is spent here, the other half is for the call itself. Only good keys are
 * remembered, so that a new key works at once and guessing does not fill the memory.
 */
export const CACHE_MS = 500
const MAX_REMEMBERED = 10_000

/** Compared against when there is no such key, so that a wrong id takes as long as a wrong secret. */
const NO_DIGEST = Buffer.alloc(32)

export interface KeysDeps {
  readonly find: (id: string) => Promise<KeyRecord | undefined>
  readonly now: () => Date
  /** Milliseconds that only ever grow; the wall clock may jump. */
  readonly monotonicMs: () => number
}

/** Gives the key's record when the key is genuine and usable now, else undefined, for any reason. */
export type VerifyKey = (key: ApiKey) => Promise<KeyRecord | undefined>

export interface KeyVerifier extends VerifyKey {
  /** How old what is remembered of a key is at most, milliseconds. */
  ageMs(id: string): number
  /** The next use of the key looks it up: it has changed. */
  forget(id: string): void
  /** The same for all keys of an account. */
  forgetAccount(accountId: string): void
}

/** Verifies keys with at most one look-up per key and {@link CACHE_MS}, which all requests in that time share. */
export function createKeyVerifier(deps: KeysDeps): KeyVerifier {
  const remembered = new Map<string, { record: KeyRecord; untilMs: number }>()
  const finding = new Map<string, { found: Promise<KeyRecord | undefined>; untilMs: number }>()

  const find = (id: string): Promise<KeyRecord | undefined> => {
    const startedMs = deps.monotonicMs()
    const underway = finding.get(id)
    if (underway && startedMs < underway.untilMs) return underway.found
    // From before the look-up, not from after it: a key deactivated meanwhile must not live longer because the answer
    // was slow.
    const untilMs = startedMs + CACHE_MS
    const found = deps
      .find(id)
      .then((record) => {
        // Not what was read before a change that this process knows of.
        const current = finding.get(id)?.found === found
        if (current && record && isUsable(record, deps.now())) remember(record, untilMs)
        return record
      })
      .finally(() => {
        if (finding.get(id)?.found === found) finding.delete(id)
      })
    finding.set(id, { found, untilMs })
    return found
  }

  const remember = (record: KeyRecord, untilMs: number) => {
    // Those remembered first are forgotten first: at most one look-up is lost.
    const oldest = remembered.keys().next()
    if (remembered.size >= MAX_REMEMBERED && !oldest.done) remembered.delete(oldest.value)
    remembered.set(record.id, { record, untilMs })
  }

  const verify: VerifyKey = async (key) => {
    const known = remembered.get(key.id)
    const fresh = known !== undefined && deps.monotonicMs() < known.untilMs
    if (known && !fresh) remembered.delete(key.id)
    const record = fresh ? known.record : await find(key.id)
    const genuine = sameDigest(record?.digest ?? NO_DIGEST, key.digest)
    return record && genuine && isUsable(record, deps.now()) ? record : undefined
  }

  const forget = (id: string) => {
    remembered.delete(id)
    finding.delete(id)
  }
  return Object.assign(verify, {
    forget,
    ageMs(id: string) {
      const known = remembered.get(id)
      return known ? CACHE_MS - Math.max(0, known.untilMs - deps.monotonicMs()) : CACHE_MS
    },
    forgetAccount(accountId: string) {
      for (const [id, { record }] of remembered) if (record.accountId === accountId) remembered.delete(id)
      // Which accounts the keys belong to that are being looked up is not known yet.
      finding.clear()
    },
  })
}
