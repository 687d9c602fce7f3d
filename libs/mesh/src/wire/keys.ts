import { RpcError } from '@runhive/contracts/define'
import type { EventLog } from '@runhive/contracts/streams'

/** Keys become subjects: one with a wildcard would read or remove other keys' events. */
export function checkKey(definition: EventLog, key: string): string {
  const tokens = key.split('.')
  if (tokens.length === definition.keyTokens && tokens.every(isToken)) return key
  throw new RpcError('INTERNAL', { message: `${definition.name} has no key like that` })
}

/** The first token of a key, and nothing more. */
export function checkFirstToken(definition: EventLog, token: string): string {
  if (isToken(token) && !token.includes('.')) return token
  throw new RpcError('INTERNAL', { message: `${definition.name} has no key that begins like that` })
}

function isToken(token: string): boolean {
  return /^[^\s*>]+$/.test(token)
}
