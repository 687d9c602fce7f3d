import { setTimeout as delay } from 'node:timers/promises'
import type { WorkItem } from '@runhive/contracts/execution-streams'
import type { Delivery, Queue } from '@runhive/mesh/mesh'

/**
 * As many loops as executions may run at once; each takes one item, brings it to its end, and only then asks for
 * another: a full executor takes nothing. Disposing stops taking and waits for what is running.
 */
export interface Workers extends AsyncDisposable {
  /** Executions under way. */
  readonly running: number
}

export interface WorkersOptions {
  readonly concurrency: number
  readonly queue: Queue<WorkItem>
  /** Brings a delivery to its end. When it rejects, the item goes back to the queue. */
  readonly handle: (delivery: Delivery<WorkItem>) => Promise<void>
  readonly onFailure: (error: unknown) => void
  /** Whether an item taken now could be run. While it could not, the queue keeps it for others. */
  readonly isAble: () => boolean
}

/** After a failure, so that an unavailable queue is not polled thousands of times a second. */
const PAUSE_MS = 500

export function startWorkers(options: WorkersOptions): Workers {
  const stop = new AbortController()
  let running = 0

  async function handleNext(): Promise<void> {
    await using delivery = await options.queue.take(stop.signal)
    running += 1
    try {
      await options.handle(delivery)
    } finally {
      running -= 1
    }
  }
  async function pause(): Promise<void> {
    await delay(PAUSE_MS, undefined, { signal: stop.signal }).catch(() => undefined)
  }
  async function loop(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        if (options.isAble()) await handleNext()
        else await pause()
      } catch (error) {
        if (stop.signal.aborted) return
        options.onFailure(error)
        await pause()
      }
    }
  }
  const loops = Array.from({ length: options.concurrency }, loop)

  return {
    get running() {
      return running
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(loops)
    },
  }
}
