import { RpcError } from '@runhive/contracts/define'
import { createTurns } from '../lanes.ts'

/** Items as JSON text, so that nothing slips through that a network would not carry. */
export interface MemoryQueue {
  /** `lane` is one of those it was made with. */
  push(id: string, body: string, lane: string): { duplicate: boolean }
  take(signal: AbortSignal): Promise<HeldItem>
  size(lane?: string): number
  oldest(): Date | undefined
}

export interface HeldItem {
  readonly id: string
  readonly body: string
  readonly attempt: number
  done(): void
  /** Nothing after `done`. */
  giveBack(delayMs: number): void
}

interface Item {
  readonly id: string
  readonly body: string
  readonly lane: string
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
  const sizes = new Map<string, number>(Object.keys(lanes).map((lane) => [lane, 0]))
  const takers = new Set<(item: Item) => void>()
  const publishedAt = new Map<string, number>()
  /** Of what is not done, in the order in which it came. */
  const storedAt = new Map<Item, Date>()

  const size = (lane: string) => sizes.get(lane) ?? 0
  const total = () => [...sizes.values()].reduce((sum, one) => sum + one, 0)
  const count = (lane: string, by: number) => void sizes.set(lane, size(lane) + by)

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
      done() {
        if (held) {
          count(item.lane, -1)
          storedAt.delete(item)
        }
        held = false
      },
      giveBack(delayMs) {
        if (held) setTimeout(() => offer(item), delayMs)
        held = false
      },
    }
  }

  return {
    push(id, body, lane) {
      const before = publishedAt.get(id)
      if (before !== undefined && performance.now() - before < dedupeMs) return { duplicate: true }
      if (total() >= maxItems) throw new RpcError('OVERLOADED', { data: { retryAfterMs: 1_000 } })
      count(lane, 1)
      publishedAt.set(id, performance.now())
      const item = { id, body, lane, attempts: 0 }
      storedAt.set(item, new Date())
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
    oldest: () => storedAt.values().next().value,
    size: (lane) => (lane === undefined ? total() : size(lane)),
  }
}
