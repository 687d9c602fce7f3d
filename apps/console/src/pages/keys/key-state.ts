import type { ApiKey } from '../../api/types.ts'
import type { Tone } from '../../design/data/badge.tsx'

export type KeyState = 'active' | 'expiring' | 'expired' | 'inactive'

export const KEY_STATES: Readonly<Record<KeyState, { word: string; tone: Tone }>> = {
  active: { word: 'Active', tone: 'success' },
  expiring: { word: 'Expires soon', tone: 'warning' },
  expired: { word: 'Expired', tone: 'danger' },
  inactive: { word: 'Deactivated', tone: 'neutral' },
}

/** A key that expires within this time should be replaced now. */
const SOON_MS = 14 * 24 * 60 * 60_000

export function stateOf({ active, expiresAt }: Pick<ApiKey, 'active' | 'expiresAt'>, now: Date): KeyState {
  const left = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - now.getTime()
  if (left <= 0) return 'expired'
  if (!active) return 'inactive'
  return left <= SOON_MS ? 'expiring' : 'active'
}
