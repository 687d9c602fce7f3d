import { RunhiveError } from '@runhive/client'

/** An error as it is shown: what happened, what to do, and the id under which the service's log has it. */
export interface Notice {
  readonly title: string
  readonly advice: string
  /** Empty without an answer. */
  readonly requestId: string
  /** Whether a retry can help. */
  readonly retry: boolean
  /** Whether it passes by itself: reads are repeated until then. */
  readonly passes: boolean
  /** Whether signing in helps. */
  readonly signIn: boolean
}

/** What to do, by code. The message says what happened. */
const ADVICE: Readonly<Record<string, string>> = {
  UNREACHABLE: 'It may be restarting, or your connection may be down. Nothing you wrote is lost.',
  UNAUTHENTICATED: 'Your session has ended. Sign in, then try again.',
  FORBIDDEN: 'Ask the operator of this installation for permission.',
  ACCOUNT_SUSPENDED: 'If this page does not say why, reload it.',
  NOT_FOUND: 'It may have been deleted or may have expired. Go back to the list.',
  BAD_INPUT: 'Correct the fields named and send it again.',
  TOO_LARGE: 'Make it smaller and send it again.',
  QUEUE_FULL: 'Many programs are waiting. Try again in a moment.',
  OVERLOADED: 'Try again in a moment.',
  UNAVAILABLE: 'It is usually back within seconds. The status page shows what is down.',
  STOPPING: 'The service is being restarted. Try again in a moment.',
  REFUSED: 'Reload this page, then try again.',
  STREAM_ENDED: 'The program may still be running: look in the history.',
  INTERNAL: 'Report the request id below to the operator.',
}

const WORTH_RETRYING: ReadonlySet<string> = new Set([
  'UNREACHABLE',
  'RATE_LIMITED',
  'QUEUE_FULL',
  'OVERLOADED',
  'UNAVAILABLE',
  'STOPPING',
  'STREAM_ENDED',
  'INTERNAL',
  'REQUEST_TIMEOUT',
])

/** Errors that end when the service is back. */
const PASSING: ReadonlySet<string> = new Set([
  'UNREACHABLE',
  'UNAVAILABLE',
  'OVERLOADED',
  'STOPPING',
  'RATE_LIMITED',
])

/** The messages of browsers that could not load a chunk of a page. */
const NOT_LOADED = /dynamically imported module|importing a module script|preload CSS/i

export function toNotice(error: unknown): Notice {
  if (error instanceof RunhiveError) {
    return {
      title: titleOf(error),
      advice: adviceOf(error),
      requestId: error.requestId,
      retry: WORTH_RETRYING.has(error.code),
      passes: passes(error),
      signIn: isSignedOut(error),
    }
  }
  const isPart = error instanceof Error && NOT_LOADED.test(error.message)
  return {
    title: isPart ? 'Part of this page could not be loaded.' : 'Something unexpected happened on this page.',
    advice: isPart
      ? 'The service may be restarting, your connection may be down, or there is a newer version: reload the page in a moment.'
      : 'Reload it.',
    requestId: '',
    retry: true,
    passes: false,
    signIn: false,
  }
}

/** Whether the same request may succeed in a moment without any action. */
export const passes = (error: unknown): boolean => error instanceof RunhiveError && PASSING.has(error.code)

export const isSignedOut = (error: unknown): boolean =>
  error instanceof RunhiveError && error.code === 'UNAUTHENTICATED'

function titleOf({ code, message }: RunhiveError): string {
  if (code === 'UNREACHABLE') return 'The service did not respond.'
  // Written for programs: it names headers.
  if (code === 'UNAUTHENTICATED') return 'You are signed out.'
  const sentence = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

function adviceOf({ code, retryAfterMs }: RunhiveError): string {
  if (code === 'RATE_LIMITED' || code === 'LIMITED')
    return `Wait ${inWords(retryAfterMs ?? 1_000)} and try again.`
  return ADVICE[code] ?? ''
}

function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000))
  if (seconds < 90) return seconds === 1 ? 'a second' : `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`
}

/** Whether a query is retried at once: only after errors that pass, never when rate-limited, at most three times. */
export const mayRetry = (failures: number, error: unknown): boolean =>
  passes(error) && !isTooFast(error) && failures < 3

const isTooFast = (error: unknown): boolean => error instanceof RunhiveError && error.code === 'RATE_LIMITED'
