/** When a lease is looked at whose execution may never have been accepted, milliseconds. */

/**
 * After it was taken, or kept: longer than a gateway takes from admission to the queue's acknowledgement, or it keeps
 * it.
 */
export const CHECK_AFTER_MS = 10_000
/** For so long nobody else looks at it; nobody could be asked by then, it is looked at again. */
export const CLAIM_MS = 5_000
/** Older ones are left to lapse: events, which tell of acceptance, are kept for an hour. */
export const TOO_OLD_MS = 30 * 60_000
/** How long an admission that got no answer may still be on its way. */
export const WITHDRAWN_MS = 60_000
