/** What a stream holds while it is open. */
interface Held extends Disposable {
  readonly signal: AbortSignal
}

/**
 * The same items until the guard's signal aborts; then its reason is thrown. The items must end when it does. Gives back what
 * the stream holds at its end, and when its caller has gone, even if nobody ever began to read.
 */
export function guardStream<T>(
  items: AsyncIterable<T>,
  held: Held,
  caller: AbortSignal | undefined,
): AsyncIterable<T> {
  const close = () => held[Symbol.dispose]()
  caller?.addEventListener('abort', close, { once: true })
  return (async function* () {
    try {
      for await (const item of items) {
        if (held.signal.aborted) break
        yield item
      }
      if (held.signal.aborted && !caller?.aborted) throw held.signal.reason
    } finally {
      caller?.removeEventListener('abort', close)
      close()
    }
  })()
}
