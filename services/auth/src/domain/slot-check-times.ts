/** When a concurrency slot is checked whose execution may never have been accepted, milliseconds. */

/**
 * After it was taken or its check was postponed. A gateway that needs longer from admission to the queue's
 * acknowledgement postpones the check.
 */
export const CHECK_AFTER_MS = 10_000
/** How long one process has a slot to check it. Then it is due again. */
export const CLAIM_MS = 5_000
/** Older ones are left to lapse: the events that show acceptance are kept for an hour. */
export const TOO_OLD_MS = 30 * 60_000
/** How long an admission that got no answer may still be on its way, and how often it is looked for meanwhile. */
export const WITHDRAWN_MS = 60_000
export const WITHDRAWN_AGAIN_MS = 1_000
