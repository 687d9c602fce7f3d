import type { Allowance } from '@runhive/contracts/account'
import type { KeyRecord } from './admission.ts'

/** What a key is restricted to beyond its scopes. */
export interface KeyRestrictions {
  readonly kind: 'server' | 'browser'
  /** Where pages may use a browser key from. */
  readonly origins: readonly string[]
  /** Where it may be used from; empty: anywhere. */
  readonly ipRanges: readonly string[]
  readonly allowance: { readonly [K in keyof Allowance]?: Allowance[K] | undefined }
}

/** The one place that knows what a record without them means. */
export function restrictionsOf(key: KeyRecord & Partial<KeyRestrictions>): KeyRestrictions {
  return {
    kind: key.kind ?? 'server',
    origins: key.origins ?? [],
    ipRanges: key.ipRanges ?? [],
    allowance: key.allowance ?? {},
  }
}
