import { RpcError } from '@runhive/contracts/define'
import { createTurns } from '../lanes.ts'

/** Items as JSON text, so that nothing slips through that a network would not carry. */
export interface MemoryQueue {
  /** `lane` is one of those it was made with. */
  push(item: Pushed): { duplicate: boolean }
  take(signal: AbortSignal): Promise<HeldItem>
  size(lane?: string): number
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
  readonly dedupeMs: number
  /** Weight of each lane. */
  readonly lanes: Readonly<Record<string, number>>
}

export function createMemoryQueue({ maxItems, dedupeMs, lanes }: MemoryQueueOptions): MemoryQueue {
  const turns = createTurns(lanes)
  const waiting = new Map<string, Item[]>(Object.keys(lanes).map((lane) => [lane, []]))
  const takers = new Set<(item: Item) => void>()
  const publishedAt = new Map<string, number>()
  /** In the order in which it came. */
  const unfinished = new Set<Item>()

  const size = (lane: string) => [...unfinished].filter((item) => item.lane === lane).length

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

  function hold(item: Item): HeldItem {
    let held = true
    item.attempts += 1
    return {
      id: item.id,
      body: item.body,
      attempt: item.attempts,
      storedAt: item.storedAt,
      traceparent: item.traceparent,
      done() {
        if (held) unfinished.delete(item)
        held = false
      },
      giveBack(delayMs) {
        if (held) setTimeout(() => offer(item), delayMs)
        held = false
      },
    }
  }

  return {
    push(pushed) {
      const { id } = pushed
      const before = publishedAt.get(id)
      if (before !== undefined && performance.now() - before < dedupeMs) return { duplicate: true }
      if (unfinished.size >= maxItems) throw new RpcError('OVERLOADED', { data: { retryAfterMs: 1_000 } })
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
    oldest() {
      const [item] = unfinished
      return item && new Date(item.storedAt)
    },
    size: (lane) => (lane === undefined ? unfinished.size : size(lane)),
  }
}
