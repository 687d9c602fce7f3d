import { RunhiveError } from '@runhive/client'
import { passes } from './notice.ts'

/** Between two looks whether what has failed is back. */
const LOOK_AGAIN_MS = 5_000

/** How long the service asked to wait, in milliseconds. */
export const waitAsked = (error: unknown): number | undefined =>
  error instanceof RunhiveError ? error.retryAfterMs : undefined

/**
 * For `refetchInterval`: what did not come, comes by itself when the service is back, and nobody has to press for it. A query with
 * an interval of its own asks this first.
 */
export const untilBack = ({
  state: { error },
}: {
  readonly state: { readonly error: unknown }
}): number | false => (passes(error) ? Math.max(waitAsked(error) ?? 0, LOOK_AGAIN_MS) : false)
