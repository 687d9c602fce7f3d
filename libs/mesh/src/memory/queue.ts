import { RpcError } from '@runhive/contracts/define'

/** Items as JSON text, so that nothing slips through that a network would not carry. */
export interface MemoryQueue {
  push(id: string, body: string): { duplicate: boolean }
  take(signal: AbortSignal): Promise<HeldItem>
  size(): number
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
  attempts: number
}

export interface MemoryQueueOptions {
  readonly maxItems: number
  readonly dedupeMs: number
}

export function createMemoryQueue({ maxItems, dedupeMs }: MemoryQueueOptions): MemoryQueue {
  const waiting: Item[] = []
  const takers = new Set<(item: Item) => void>()
  const publishedAt = new Map<string, number>()
  let size = 0

  function offer(item: Item): void {
    const [taker] = takers
    if (taker === undefined) return void waiting.push(item)
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
        if (held) size -= 1
        held = false
      },
      giveBack(delayMs) {
        if (held) setTimeout(() => offer(item), delayMs)
        held = false
      },
    }
  }

  return {
    push(id, body) {
      const before = publishedAt.get(id)
      if (before !== undefined && performance.now() - before < dedupeMs) return { duplicate: true }
      if (size >= maxItems) throw new RpcError('OVERLOADED', { data: { retryAfterMs: 1_000 } })
      size += 1
      publishedAt.set(id, performance.now())
      offer({ id, body, attempts: 0 })
      return { duplicate: false }
    },
    take: (signal) =>
      new Promise((resolve, reject) => {
        const cancelled = () => reject(new RpcError('CANCELLED', { cause: signal.reason }))
        if (signal.aborted) return cancelled()
        const item = waiting.shift()
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
    size: () => size,
  }
}
