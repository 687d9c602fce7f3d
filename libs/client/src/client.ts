import {
  createTRPCClient,
  httpBatchStreamLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
  type TRPCLink,
} from '@trpc/client'
import { EventSource } from 'eventsource'
import { askAgainWhenAway, type Send } from './ask-again.ts'
import { namedErrors, noSilentEnd } from './links.ts'
import type { AppRouter } from './router.generated.ts'
import { webSocket } from './socket.ts'

export { RunhiveError, StreamEnded } from './error.ts'
export type { AppRouter } from './router.generated.ts'
export { type WatchedEvent, watchExecution } from './watch.ts'

export interface ClientOptions {
  /** The gateway, e.g. `http://127.0.0.1:4000`. */
  readonly url: string
  /**
   * `rh_…`. Without it a page of the gateway itself has what its visitor's session may do, sent as a cookie;
   * everybody else only what is for anyone.
   */
  readonly apiKey?: string
  /**
   * What carries subscriptions: one WebSocket for all of them, or server-sent events where proxies allow nothing
   * else.
   */
  readonly subscriptions?: 'websocket' | 'sse'
}

export type Client = TRPCClient<AppRouter>

/** In one HTTP request; the gateway takes at most 32. */
const MAX_BATCH = 32
const MAX_URL = 8_000

/**
 * A client for a Runhive gateway, typed from its router.
 *
 * Calls of one tick share a request whose answers come as they are ready; `executions.run` goes by itself, at once.
 * Subscriptions reconnect and continue after the last event seen. Everything rejects with `RunhiveError`.
 */
export function createClient(options: ClientOptions): Client {
  const base = new URL('trpc', options.url.endsWith('/') ? options.url : `${options.url}/`)
  const headers: Record<string, string> =
    options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }
  const send = fetchWith(options.apiKey === undefined ? 'same-origin' : 'omit')
  const url = base.href
  return createTRPCClient<AppRouter>({
    links: [
      namedErrors,
      splitLink({
        condition: (op) => op.type === 'subscription',
        true:
          options.subscriptions === 'sse'
            ? [noSilentEnd(), sse(url, headers, send)]
            : webSocket(base, options.apiKey),
        false: splitLink({
          // Batching waits for a timer, which is a millisecond that a call this long has no use for.
          condition: (op) => op.path === 'executions.run',
          true: httpLink({ url, headers, fetch: send }),
          false: httpBatchStreamLink({
            url,
            headers,
            fetch: send,
            maxItems: MAX_BATCH,
            maxURLLength: MAX_URL,
          }),
        }),
      }),
    ],
  })
}

/**
 * A key goes without cookies, so that what it may do depends on nothing else; without one, a page's own cookies go
 * along.
 */
function fetchWith(credentials: 'same-origin' | 'omit'): Send {
  return (input, init) => fetch(input, { ...init, credentials })
}

/** Node's and browsers' own EventSource cannot send a header. */
function sse(url: string, headers: Record<string, string>, send: Send): TRPCLink<AppRouter> {
  const persistent = askAgainWhenAway(send)
  return httpSubscriptionLink({
    url,
    EventSource,
    eventSourceOptions: {
      fetch: (input, init) => persistent(input, { ...init, headers: { ...init.headers, ...headers } }),
    },
  })
}
