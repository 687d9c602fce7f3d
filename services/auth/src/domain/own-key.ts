import type { ApiKeyChange, ApiKeyRequest, ApiKeyView } from '@runhive/contracts/account'
import { isUsable, type KeyRecord } from './admission.ts'

/** A key as its owner knows it: everything but what proves it. */
export interface OwnKey extends Omit<KeyRecord, 'accountId' | 'role' | 'suspended' | 'plan' | 'digest'> {
  readonly name: string
  readonly createdAt: Date
}

/** The fields of a new key. */
export type WantedKey = Omit<ApiKeyRequest, 'expiresAt'> & { readonly expiresAt: Date | undefined }

export function toWantedKey({ expiresAt, ...key }: ApiKeyRequest): WantedKey {
  return { ...key, expiresAt: toDate(expiresAt) }
}

/** The key as it will be. Deactivating one that is off already keeps the first time. */
export function changeKey(key: OwnKey, change: ApiKeyChange, now: Date): OwnKey {
  const { active, expiresAt, name, origins, ipRanges, allowance } = change
  return {
    ...key,
    name: name ?? key.name,
    origins: origins ?? key.origins,
    ipRanges: ipRanges ?? key.ipRanges,
    allowance: allowance ?? key.allowance,
    expiresAt: expiresAt === undefined ? key.expiresAt : toDate(expiresAt),
    deactivatedAt: active === undefined ? key.deactivatedAt : active ? undefined : (key.deactivatedAt ?? now),
  }
}

/** Whether a change ends a key that was usable until now: streams opened with it must be closed. */
export function isEnded(before: OwnKey, after: OwnKey, now: Date): boolean {
  return isUsable(before, now) && !isUsable(after, now)
}

export function toKeyView(key: OwnKey): ApiKeyView {
  return {
    id: key.id,
    name: key.name,
    kind: key.kind,
    scopes: [...key.scopes],
    origins: [...key.origins],
    ipRanges: [...key.ipRanges],
    allowance: key.allowance,
    active: key.deactivatedAt === undefined,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    deactivatedAt: key.deactivatedAt?.toISOString() ?? null,
  }
}

const toDate = (iso: string | null) => (iso === null ? undefined : new Date(iso))
