import type { ApiKeyRequest } from '@runhive/contracts/account'

/** A key as auth remembers it. */
export interface KeyRecord {
  readonly id: string
  readonly accountId: string
  readonly role: 'user' | 'operator'
  readonly scopes: readonly Scope[]
  readonly kind: 'server' | 'browser'
  /** A browser key works only from these. */
  readonly origins: readonly string[]
  /** Where the key may be used from; empty: anywhere. */
  readonly ipRanges: readonly string[]
  /** What the key limits more tightly than its account's plan. */
  readonly allowance: ApiKeyRequest['allowance']
  readonly digest: Uint8Array
  readonly expiresAt: Date | undefined
  readonly deactivatedAt: Date | undefined
  readonly lastUsedAt: Date | undefined
}

export const SCOPES = ['executions'] as const
export type Scope = (typeof SCOPES)[number]

/** A key ends at the very moment it expires, and is off from the moment it is deactivated. */
export function isUsable(key: Pick<KeyRecord, 'expiresAt' | 'deactivatedAt'>, now: Date): boolean {
  if (key.deactivatedAt !== undefined) return false
  return key.expiresAt === undefined || now.getTime() < key.expiresAt.getTime()
}

/** Procedures that any valid key may use. */
const OPEN: ReadonlySet<string> = new Set(['health.status', 'languages.list', 'contact.send'])

/**
 * The scope that a procedure needs: its namespace, `executions` for `executions.run`; undefined when any key will do.
 * Namespaces that no key can have a scope for (`keys`, `account`, `admin`) are thereby closed to keys.
 */
export function requiredScope(procedure: string): string | undefined {
  return OPEN.has(procedure) ? undefined : (procedure.split('.')[0] ?? procedure)
}

/** The scope that is missing, or undefined when the key may use the procedure. */
export function missingScope(scopes: readonly string[], procedure: string): string | undefined {
  const scope = requiredScope(procedure)
  return scope === undefined || scopes.includes(scope) ? undefined : scope
}
