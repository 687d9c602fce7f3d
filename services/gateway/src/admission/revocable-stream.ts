/** Released when the stream ends; its signal ends the stream. */
interface Guard extends Disposable {
  readonly signal: AbortSignal
}

/**
 * The same items until the guard's signal aborts; then its reason is thrown. The items must end when it does. Disposes
 * of the guard at the end, and when the caller has gone, even if nobody ever began to read.
 */
export function revocableStream<T>(
  items: AsyncIterable<T>,
  guard: Guard,
  caller: AbortSignal | undefined,
): AsyncIterable<T> {
  const close = () => guard[Symbol.dispose]()
  caller?.addEventListener('abort', close, { once: true })
  return (async function* () {
    try {
      for await (const item of items) {
        if (guard.signal.aborted) break
        yield item
      }
      if (guard.signal.aborted && !caller?.aborted) throw guard.signal.reason
    } finally {
      caller?.removeEventListener('abort', close)
      close()
    }
  })()
}
