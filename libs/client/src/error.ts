import { isTRPCClientError, TRPCClientError } from '@trpc/client'
import type { AppRouter } from './router.generated.ts'

type Details = Readonly<Record<string, unknown>>

/**
 * The only error a client rejects with.
 *
 * `code` is the service's, such as `BAD_INPUT`, `UNAUTHENTICATED` or `QUEUE_FULL`, or one of the client's own:
 * `UNREACHABLE` (no answer from the gateway), `STREAM_ENDED` (see {@link StreamEnded}), `REFUSED` (the gateway closed
 * the socket because of what was sent on it, and says why), `ABORTED` (by your signal).
 */
export class RunhiveError extends TRPCClientError<AppRouter> {
  readonly code: string
  /** Names the request in the service's log; empty when no answer came. */
  readonly requestId: string
  readonly details: Details
  /** When to try again, milliseconds; undefined when that cannot help. */
  readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    options: { code: string; requestId?: string; details?: Details; cause?: Error | undefined },
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    // The parent sets its own prototype.
    Object.setPrototypeOf(this, new.target.prototype)
    this.name = new.target.name
    this.code = options.code
    this.requestId = options.requestId ?? ''
    this.details = options.details ?? {}
    const { retryAfterMs } = this.details
    this.retryAfterMs = typeof retryAfterMs === 'number' ? retryAfterMs : undefined
  }
}

/** A watched execution's events ended without `finished`: how it ended is not known. Watch again, or get it. */
export class StreamEnded extends RunhiveError {
  constructor() {
    super('the stream ended before the execution finished', { code: 'STREAM_ENDED' })
  }
}

/** Any error that tRPC reports, as a {@link RunhiveError}. */
export function toRunhiveError(error: unknown): RunhiveError {
  if (error instanceof RunhiveError) return error
  const cause = error instanceof Error ? error : new Error(String(error))
  const answer = isTRPCClientError<AppRouter>(error) ? error.data : undefined
  if (answer) {
    const { code, message, requestId, details } = answer
    return new RunhiveError(message, { code, requestId, details, cause })
  }
  const root = cause.cause instanceof Error ? cause.cause : cause
  if (root.name === 'AbortError') return new RunhiveError('aborted', { code: 'ABORTED', cause })
  return new RunhiveError(`no response from the gateway: ${root.message}`, { code: 'UNREACHABLE', cause })
}
