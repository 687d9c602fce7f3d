import { RpcError } from '@runhive/contracts/define'
import type { EventLog } from '@runhive/contracts/streams'

export interface FollowOptions {
  readonly after?: number
  readonly fresh?: boolean
  readonly signal: AbortSignal
}

/** Keys become subjects: one with a wildcard would read or remove other keys' events. */
export function checkKey(definition: EventLog, key: string): string {
  const tokens = key.split('.')
  if (tokens.length === definition.keyTokens && tokens.every((token) => /^[^\s*>]+$/.test(token))) return key
  throw new RpcError('INTERNAL', { message: `${definition.name} has no key like that` })
}
