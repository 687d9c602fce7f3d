import type { TRPCClient } from '@trpc/client'
import type { inferRouterOutputs } from '@trpc/server'
import { RunhiveError } from './error.ts'
import type { AppRouter } from './router.generated.ts'

type Tracked = inferRouterOutputs<AppRouter>['executions']['watch'] extends AsyncIterable<infer T> ? T : never

/** One event of an execution, and its number: the place to continue from. */
export interface WatchedEvent {
  readonly number: number
  readonly event: Tracked extends { data: infer E } ? E : never
}

/**
 * An execution's events as an iteration: those after a number (default: all), then live ones, up to and including
 * `finished`. Rejects with `StreamEnded` when they end without it: also when `after` is
 * the number of `finished` itself; with `ABORTED` when your signal ends them. Leaving the loop stops watching.
 */
export async function* watchExecution(
  client: TRPCClient<AppRouter>,
  id: string,
  options: { after?: number; signal?: AbortSignal } = {},
): AsyncGenerator<WatchedEvent, void> {
  const arrived: WatchedEvent[] = []
  let wake = Promise.withResolvers<void>()
  let ended: { error?: unknown } | undefined
  const end = (how: { error?: unknown }) => {
    ended ??= how
    wake.resolve()
  }
  const { signal } = options
  const onAbort = () => end({ error: new RunhiveError('aborted', { code: 'ABORTED' }) })
  signal?.addEventListener('abort', onAbort, { once: true })
  if (signal?.aborted) onAbort()
  const subscription = client.executions.watch.subscribe(
    { id, lastEventId: options.after ?? 0 },
    {
      ...(signal ? { signal } : {}),
      onData({ id: number, data: event }) {
        arrived.push({ number: Number(number), event })
        wake.resolve()
      },
      onError: (error) => end({ error }),
      onComplete: () => end({}),
    },
  )
  try {
    while (true) {
      for (const item of arrived.splice(0)) {
        yield item
        if (item.event.kind === 'finished') return
      }
      if (arrived.length > 0) continue
      if (ended) {
        if ('error' in ended) throw ended.error
        return
      }
      await wake.promise
      wake = Promise.withResolvers()
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    subscription.unsubscribe()
  }
}
