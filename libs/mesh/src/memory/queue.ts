import { RpcError } from '@runhive/contracts/define'
import { createTurns } from '../ordering/turns.ts'

/** Items as JSON text, so that nothing slips through that a network would not carry. */
export interface MemoryQueue {
  /** `lane` is one of those it was made with. */
  push(item: Pushed): { duplicate: boolean }
  take(signal: AbortSignal): Promise<HeldItem>
  /** An item that waits now. */
  takeWaiting(): HeldItem | undefined
  size(lane?: string): number
  bytes(): number
  oldest(): Date | undefined
}

export interface Pushed {
  readonly id: string
  readonly body: string
  readonly lane: string
  readonly traceparent?: string | undefined
}

export interface HeldItem {
  readonly id: string
  readonly body: string
  readonly attempt: number
  /** Milliseconds since the epoch. */
  readonly storedAt: number
  readonly traceparent: string | undefined
  done(): void
  /** Nothing after `done`. */
  giveBack(delayMs: number): void
}

interface Item extends Pushed {
  readonly storedAt: number
  attempts: number
}

export interface MemoryQueueOptions {
  readonly maxItems: number
  readonly maxBytes: number
  readonly dedupeMs: number
  /** Weight of each lane. */
  readonly lanes: Readonly<Record<string, number>>
}

export function createMemoryQueue(options: MemoryQueueOptions): MemoryQueue {
  const { maxItems, maxBytes, dedupeMs, lanes } = options
  const turns = createTurns(lanes)
  const waiting = new Map<string, Item[]>(Object.keys(lanes).map((lane) => [lane, []]))
  const takers = new Set<(item: Item) => void>()
  const publishedAt = new Map<string, number>()
  /** In the order in which it came. */
  const unfinished = new Set<Item>()

  const size = (lane: string) => [...unfinished].filter((item) => item.lane === lane).length
  const bytes = () => [...unfinished].reduce((sum, { body }) => sum + Buffer.byteLength(body), 0)
  const isFull = (body: string) =>
    unfinished.size >= maxItems || (Number.isFinite(maxBytes) && bytes() + Buffer.byteLength(body) > maxBytes)

  function nextWaiting(): Item | undefined {
    const lane = turns.next([...waiting].flatMap(([name, items]) => (items.length > 0 ? [name] : [])))
    return lane === undefined ? undefined : waiting.get(lane)?.shift()
  }

  function offer(item: Item): void {
    const [taker] = takers
    if (taker === undefined) return void waiting.get(item.lane)?.push(item)
    turns.had(item.lane)
    takers.delete(taker)
    taker(item)
  }

  const hold = (item: Item) => holdItem(item, { done: () => unfinished.delete(item), offer })

  return {
    push(pushed) {
      const { id } = pushed
      const before = publishedAt.get(id)
      if (before !== undefined && performance.now() - before < dedupeMs) return { duplicate: true }
      if (isFull(pushed.body)) throw new RpcError('OVERLOADED', { data: { retryAfterMs: 1_000 } })
      publishedAt.set(id, performance.now())
      const item = { ...pushed, storedAt: Date.now(), attempts: 0 }
      unfinished.add(item)
      offer(item)
      return { duplicate: false }
    },
    take: (signal) =>
      new Promise((resolve, reject) => {
        const cancelled = () => reject(new RpcError('CANCELLED', { cause: signal.reason }))
        if (signal.aborted) return cancelled()
        const item = nextWaiting()
        if (item) return resolve(hold(item))
        const onAbort = () => {
          takers.delete(taker)
          cancelled()
        }
        const taker = (arrived: Item) => {
          signal.removeEventListener('abort', onAbort)
          resolve(hold(arrived))
        }
        takers.add(taker)
        signal.addEventListener('abort', onAbort, { once: true })
      }),
    takeWaiting() {
      const item = nextWaiting()
      return item && hold(item)
    },
    oldest() {
      const [item] = unfinished
      return item && new Date(item.storedAt)
    },
    bytes,
    size: (lane) => (lane === undefined ? unfinished.size : size(lane)),
  }
}

function holdItem(item: Item, on: { done: () => void; offer: (item: Item) => void }): HeldItem {
  let held = true
  item.attempts += 1
  return {
    id: item.id,
    body: item.body,
    attempt: item.attempts,
    storedAt: item.storedAt,
    traceparent: item.traceparent,
    done() {
      if (held) on.done()
      held = false
    },
    giveBack(delayMs) {
      if (held) setTimeout(() => on.offer(item), delayMs)
      held = false
    },
  }
}
