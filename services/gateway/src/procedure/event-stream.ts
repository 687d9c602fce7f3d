/**
 * What a subscription answers with. `complete`: its watcher has seen the last event before, and there is nothing to
 * send; REST says so with 204, which stops an EventSource. tRPC reads either as an iteration.
 */
export type EventStream<T> = OpenEventStream<T> | CompleteEventStream

interface OpenEventStream<T> extends AsyncIterable<T, void> {
  readonly state: 'open'
}

interface CompleteEventStream extends AsyncIterable<never, void> {
  readonly state: 'complete'
}

export const COMPLETE: CompleteEventStream = {
  state: 'complete',
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
}

export function openEventStream<T>(events: AsyncIterable<T, void>): OpenEventStream<T> {
  return { state: 'open', [Symbol.asyncIterator]: () => events[Symbol.asyncIterator]() }
}

export function isEventStream(value: unknown): value is EventStream<unknown> {
  return typeof value === 'object' && value !== null && 'state' in value && Symbol.asyncIterator in value
}
