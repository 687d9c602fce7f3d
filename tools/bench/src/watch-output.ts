import type { Client } from '@runhive/client/client'

/**
 * Follows an execution over the client's subscription. `on.text` is called in the callback of each output event.
 * Resolves at a `finished` that says it succeeded; rejects for any other end, and for a gap.
 */
export function watchOutput(
  client: Client,
  id: string,
  on: { text: (text: string) => void; firstEvent?: () => void },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const subscription = client.executions.watch.subscribe(
    { id, lastEventId: 0 },
    {
      onData({ data: event }) {
        on.firstEvent?.()
        if (event.kind === 'output') on.text(event.text ?? '')
        if (event.kind === 'skipped') reject(new Error('the watcher was too slow: events were skipped'))
        if (event.kind !== 'finished') return
        const { status, message } = event.result
        if (status === 'succeeded') resolve()
        else reject(new Error(`a program of the benchmark ended as ${status}: ${message}`))
      },
      onError: reject,
      onComplete: () => reject(new Error('the events ended without "finished"')),
    },
  )
  return promise.finally(() => subscription.unsubscribe())
}
