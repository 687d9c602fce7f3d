/** Why the gateway itself closes a socket; also the label of a metric. */
export type Why = 'room' | 'bytes' | 'refusals' | 'slow'

/**
 * What the client sees. 1013: retry later, it was not the client's fault. 1008: a retry would end the same way. A
 * reason has at most 123 bytes.
 */
export const CLOSE: Readonly<Record<Why, { readonly code: 1008 | 1013; readonly reason: string }>> = {
  room: { code: 1013, reason: 'Too many sockets are open; try again later.' },
  bytes: { code: 1013, reason: 'Too many message bytes are in flight; try again later.' },
  refusals: { code: 1008, reason: 'Too many messages on this socket were refused or empty.' },
  slow: { code: 1008, reason: 'A message took longer than 30 seconds to arrive.' },
}
