import type { BatchLimits } from './limits.ts'

/** What has come for the next batches, in order. */
export interface BatchBuffer<T> {
  add(item: T): void
  /** What makes the next batch; at least one item if there is one. */
  take(): T[]
  size(): number
  /** It makes a batch: nothing needs to be gathered. */
  isFull(): boolean
  /** For how long there may be gathered yet, milliseconds. */
  leftMs(): number
}

export function createBuffer<T>(bytesOf: (item: T) => number, limits: BatchLimits): BatchBuffer<T> {
  const items: T[] = []
  let bytes = 0
  let oldestAt = 0
  return {
    add(item) {
      if (items.length === 0) oldestAt = performance.now()
      items.push(item)
      bytes += bytesOf(item)
    },
    take() {
      let [count, sum] = [0, 0]
      for (const item of items) {
        sum += bytesOf(item)
        if (count > 0 && (count === limits.events || sum > limits.bytes)) break
        count += 1
      }
      const taken = items.splice(0, count)
      for (const item of taken) bytes -= bytesOf(item)
      return taken
    },
    size: () => items.length,
    isFull: () => items.length >= limits.events || bytes >= limits.bytes,
    // What is left over when a batch is taken has waited for longer than it must.
    leftMs: () => oldestAt + limits.gatherMs - performance.now(),
  }
}
