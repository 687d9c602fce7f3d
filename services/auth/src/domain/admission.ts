import type { ApiKeyRequest, Plan } from '@runhive/contracts/account'

/** A key as auth remembers it. */
export interface KeyRecord {
  readonly id: string
  readonly accountId: string
  readonly role: 'user' | 'operator'
  /** Whether its account is. */
  readonly suspended: boolean
  /** Of its account: read with the key, in the same look-up. */
  readonly plan: Plan
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

/**
 * Who may use a procedure. *anyone*: signed out too, and every credential. *by id*: everybody who may run executions,
 * browser keys and (if the operator allows it) anonymous callers included: nothing is found without knowing its id.
 * *owner*: the account and its server keys, because it shows or removes what somebody else may have run with a key that
 * anybody can see. *session*: a person who signed in. *operator*: one who signed in and has that role.
 */
export type Who = 'anyone' | 'by id' | 'owner' | 'session' | 'operator'

const PROCEDURES: Readonly<Record<string, Who>> = {
  'health.status': 'anyone',
  'health.history': 'anyone',
  'site.get': 'anyone',
  'languages.list': 'anyone',
  'contact.send': 'anyone',
  'account.receipt': 'anyone',
  'auth.signIn': 'anyone',

  'executions.run': 'by id',
  'executions.submit': 'by id',
  'executions.get': 'by id',
  'executions.watch': 'by id',
  'executions.write': 'by id',
  'executions.signal': 'by id',
  'executions.resize': 'by id',
  'executions.cancel': 'by id',

  'executions.list': 'owner',
  'executions.request': 'owner',
  'executions.export': 'owner',
  'executions.remove': 'owner',

  'contact.inbox': 'operator',
  'contact.reply': 'operator',
  'contact.archive': 'operator',
  'contact.remove': 'operator',
}

/** Namespaces that belong to one kind of caller as a whole. */
const NAMESPACES: Readonly<Record<string, Who>> = {
  keys: 'session',
  account: 'session',
  webhooks: 'owner',
  admin: 'operator',
}

/** undefined for a procedure that this version does not know: nobody may use it. */
export function whoMay(procedure: string): Who | undefined {
  if (Object.hasOwn(PROCEDURES, procedure)) return PROCEDURES[procedure]
  const namespace = namespaceOf(procedure)
  return procedure !== namespace && Object.hasOwn(NAMESPACES, namespace) ? NAMESPACES[namespace] : undefined
}

/** Webhooks are notifications of executions, and need the same scope. */
function scopeOf(procedure: string): string {
  const namespace = namespaceOf(procedure)
  return namespace === 'webhooks' ? 'executions' : namespace
}

/** What the caller of a procedure lacks: its namespace, `executions` for `executions.run`. */
export function namespaceOf(procedure: string): string {
  return procedure.split('.')[0] ?? procedure
}

/** Procedures that start an execution: they count against the day's quota and take a concurrency slot. */
export function startsExecution(procedure: string): boolean {
  return procedure === 'executions.run' || procedure === 'executions.submit'
}

/** What a key lacks for a procedure: the name of a scope; undefined when it may use it. */
export function missingForKey(
  key: { readonly kind: 'server' | 'browser'; readonly scopes: readonly string[] },
  procedure: string,
): string | undefined {
  const who = whoMay(procedure)
  if (who === 'anyone') return undefined
  const allowed = who === 'by id' || (who === 'owner' && key.kind === 'server')
  const scope = scopeOf(procedure)
  return allowed && key.scopes.includes(scope) ? undefined : scope
}

/** The same of a session. */
export function missingForSession(role: 'user' | 'operator', procedure: string): string | undefined {
  const who = whoMay(procedure)
  const allowed = who !== undefined && (who !== 'operator' || role === 'operator')
  return allowed ? undefined : namespaceOf(procedure)
}

/** Whether somebody without any credential may use a procedure. */
export function isOpen(procedure: string, options: { anonymousExecutions: boolean }): boolean {
  const who = whoMay(procedure)
  return who === 'anyone' || (who === 'by id' && options.anonymousExecutions)
}

/**
 * A page may use a browser key from the origins that the key names; who sends no origin is no page. Server keys work
 * anywhere.
 */
export function isFromItsOrigin(
  key: { readonly kind: 'server' | 'browser'; readonly origins: readonly string[] },
  origin: string | undefined,
): boolean {
  return key.kind === 'server' || (origin !== undefined && key.origins.includes(origin))
}
