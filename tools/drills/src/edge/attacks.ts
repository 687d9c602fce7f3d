import type { Attack } from './attack.ts'
import { badRequests } from './attacks/bad-requests.ts'
import { compressedBombs } from './attacks/compressed-bombs.ts'
import { earlyLeavers } from './attacks/early-leavers.ts'
import { endlessChunks } from './attacks/endless-chunks.ts'
import { garbageMessages } from './attacks/garbage-messages.ts'
import { halfSentBodies } from './attacks/half-sent-bodies.ts'
import { idleSockets } from './attacks/idle-sockets.ts'
import { manyAddresses } from './attacks/many-addresses.ts'
import { manySockets } from './attacks/many-sockets.ts'
import { pingFlood } from './attacks/ping-flood.ts'
import { slowBodies } from './attacks/slow-bodies.ts'
import { slowHeaders } from './attacks/slow-headers.ts'
import { socketFlood } from './attacks/socket-flood.ts'
import { unfinishedFragments } from './attacks/unfinished-fragments.ts'
import { unknownPaths } from './attacks/unknown-paths.ts'
import { unreadAnswers } from './attacks/unread-answers.ts'
import { unreadPipeline } from './attacks/unread-pipeline.ts'
import { unreadSockets } from './attacks/unread-sockets.ts'
import { wrongKeys } from './attacks/wrong-keys.ts'

/** Every attack by name. Each has loopback addresses of its own, assigned in this order. */
export const ATTACKS = {
  'half-sent-bodies': halfSentBodies,
  'slow-bodies': slowBodies,
  'endless-chunks': endlessChunks,
  'compressed-bombs': compressedBombs,
  'idle-sockets': idleSockets,
  'slow-headers': slowHeaders,
  'unread-answers': unreadAnswers,
  'unread-pipeline': unreadPipeline,
  'socket-flood': socketFlood,
  'many-sockets': manySockets,
  'unread-sockets': unreadSockets,
  'unfinished-fragments': unfinishedFragments,
  'garbage-messages': garbageMessages,
  'ping-flood': pingFlood,
  'early-leavers': earlyLeavers,
  'bad-requests': badRequests,
  'wrong-keys': wrongKeys,
  'unknown-paths': unknownPaths,
  'many-addresses': manyAddresses,
} as const satisfies Record<string, Attack>

export type AttackName = keyof typeof ATTACKS

// The object literal has no other keys.
export const ATTACK_NAMES = Object.keys(ATTACKS) as ReadonlyArray<AttackName>

export const findAttack = (name: AttackName): Attack => ATTACKS[name]

/**
 * Honest callers use 127.0.0.1, attacks with one address 127.0.0.2 and up, attacks with many 127.0.1.1 and up.
 */
export function addressesOf(name: AttackName): string[] {
  const { addresses = 1 } = findAttack(name)
  if (addresses === 1) return [`127.0.0.${2 + ATTACK_NAMES.indexOf(name)}`]
  return Array.from({ length: addresses }, (_, index) => `127.0.1.${1 + index}`)
}
