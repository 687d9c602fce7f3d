import { RunhiveError } from '@runhive/client'

/** An error for people: what happened, what to do, and where the service's log has it. */
export interface Notice {
  readonly title: string
  readonly advice: string
  /** Empty when no answer came. */
  readonly requestId: string
  /** Whether doing the same again can help. */
  readonly retry: boolean
}

/** What helps, by code. The message says what happened; these say what to do. */
const ADVICE: Readonly<Record<string, string>> = {
  UNREACHABLE: 'Check your connection; the page keeps what you wrote.',
  UNAUTHENTICATED: 'Sign in, then do it again.',
  FORBIDDEN: 'Ask the operator of this installation for the right to do it.',
  ACCOUNT_SUSPENDED: 'If this page does not say why, reload it.',
  NOT_FOUND: 'It may have been deleted or have expired. Go back to the list.',
  BAD_INPUT: 'Correct what is named and send it again.',
  TOO_LARGE: 'Make it smaller and send it again.',
  QUEUE_FULL: 'Many programs are waiting. Try again in a moment.',
  OVERLOADED: 'Try again in a moment.',
  UNAVAILABLE: 'It is usually back within seconds. The status page shows what is down.',
  STOPPING: 'The service is being restarted. Try again in a moment.',
  STREAM_ENDED: 'The program may still be running: look in the history.',
  INTERNAL: 'Tell the operator the request below.',
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

export function toNotice(error: unknown): Notice {
  if (!(error instanceof RunhiveError)) {
    return {
      title: 'This page met something it did not expect.',
      advice: 'Reload it.',
      requestId: '',
      retry: true,
    }
  }
  return {
    title: titleOf(error),
    advice: adviceOf(error),
    requestId: error.requestId,
    retry: WORTH_RETRYING.has(error.code),
  }
}

function titleOf({ code, message }: RunhiveError): string {
  if (code === 'UNREACHABLE') return 'The service did not answer.'
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

/** Whether a query may be asked again by itself: never what the service said no to. */
export function mayRetry(failures: number, error: unknown): boolean {
  const passing =
    error instanceof RunhiveError &&
    ['UNREACHABLE', 'UNAVAILABLE', 'OVERLOADED', 'STOPPING'].includes(error.code)
  return passing && failures < 3
}
