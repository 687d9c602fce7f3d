import type { Admission } from '@runhive/contracts/admission'
import type { BatchAdmission } from '../admission/batch-admission.ts'
import type { Caller } from '../admission/caller.ts'
import type { RefusalCache } from '../admission/refusal-cache.ts'
import type { InFlight } from './in-flight.ts'

/**
 * What is known about a request before it is admitted. A socket has one context for all its operations.
 */
export interface Context extends Caller {
  readonly requestId: string
  /** What stopping must wait for. */
  readonly inFlight: InFlight
  /** Runs work once the answer has left, or at once when there is nobody left to answer. */
  readonly afterAnswer: (work: () => void) => void
  /** Admissions of a batch's calls, which are decided before its headers are written. */
  readonly batch?: BatchAdmission | undefined
  /**
   * Of a socket: resolves when what was written to it has left it. A response to a request is not read ahead anyway.
   */
  readonly untilWritable?: ((signal: AbortSignal) => Promise<void>) | undefined
  /** Of a socket: makes room for one more subscription, or refuses with `TOO_MANY_STREAMS`. */
  readonly enterSubscription?: (() => Disposable) | undefined
  /** Of a socket: what all operations on it share. */
  readonly operations?: SocketOperations | undefined
}

/** What the operations of one socket share. */
export interface SocketOperations {
  /**
   * Waits for a place among the operations under way: of the socket, of its address, and in all. Rejects with
   * `CANCELLED` when the socket has closed meanwhile.
   */
  enter(): Promise<Disposable>
  /** Somebody was admitted on it. */
  admitted(principal: Admission): void
  /** An operation was answered with this code of HTTP. Sockets that are refused too often are closed. */
  answered(status: number): void
  /** What `auth` has refused to it a moment ago. */
  readonly refusals: RefusalCache
}
