import { createWSClient, type TRPCLink, wsLink } from '@trpc/client'
import type { RunhiveError } from './error.ts'
import { noSilentEnd } from './links.ts'
import { createReconnect } from './reconnect.ts'
import type { AppRouter } from './router.generated.ts'

/** An idle socket is closed, so that a program that is done can end. */
const IDLE_SOCKET_MS = 1_000

/**
 * Carries subscriptions over one WebSocket, which is opened again when it is lost: unless the gateway says why that
 * is in vain.
 */
export function webSocket(base: URL, apiKey: string | undefined): Array<TRPCLink<AppRouter>> {
  const url = new URL(base)
  url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:'
  const reconnect = createReconnect()
  let refusal: RunhiveError | undefined
  const client = createWSClient({
    url: url.href,
    // Not in the URL, where logs would keep it.
    connectionParams: apiKey === undefined ? {} : { apiKey },
    lazy: { enabled: true, closeMs: IDLE_SOCKET_MS },
    retryDelayMs: reconnect.delayMs,
    onOpen: reconnect.opened,
    onClose(event) {
      refusal = reconnect.closed(event)
      // Ends every subscription, for the reason above. The next one opens a socket of its own.
      if (refusal) void client.close()
      refusal = undefined
    },
  })
  return [noSilentEnd(() => refusal), wsLink({ client })]
}
