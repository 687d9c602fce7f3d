/** Longer than the log can deliver an event again: it keeps events for an hour. */
const REMEMBER_SEEN_MS = 24 * 60 * 60 * 1000

/** Until when the id of an execution is remembered, so that nothing of it is recorded twice, or after its removal. */
export function rememberedUntil(now: Date): Date {
  return new Date(now.getTime() + REMEMBER_SEEN_MS)
}
