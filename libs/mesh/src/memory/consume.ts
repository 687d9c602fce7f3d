import { createBuffer } from '../batches/buffer.ts'
import { type HeldEvent, handleBatch } from '../batches/handle-batch.ts'
import { BATCH } from '../batches/limits.ts'
import type { MeshLogger } from '../logger.ts'
import type { BatchHandler, ConsumeOptions } from '../mesh.ts'
import type { Observer } from '../telemetry/observe.ts'
import type { Decode, MemoryLogStore, Stored } from './log-store.ts'
import { createMemoryQueue, type HeldItem, type MemoryQueue } from './queue.ts'

const FAILED_PAUSE_MS = 50

interface Consuming<E> {
  readonly store: MemoryLogStore
  readonly decode: Decode<E>
  readonly log: MeshLogger
  readonly observer: Observer | undefined
  readonly name: string
}

/** Hands over batches as the one on NATS does, and is as little in a hurry: events come once they were gathered. */
export async function consume<E>(
  consuming: Consuming<E>,
  { consumer, kinds, gatherMs = BATCH.gatherMs }: ConsumeOptions,
  handler: BatchHandler<E>,
): Promise<AsyncDisposable> {
  const stop = new AbortController()
  const work = async (queue: MemoryQueue) => {
    while (!stop.signal.aborted) {
      const items = await takeBatch(queue, gatherMs, stop.signal)
      const held = items.flatMap((item) => hold(consuming, consumer, item) ?? [])
      await handleBatch(held, handler, (events, err) => {
        consuming.log.error({ consumer, events: events.length, err }, 'event handler failed')
      })
    }
  }
  const workers = kinds.map((kind) => work(consumerQueue(consuming.store, consumer, kind)).catch(() => {}))
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(workers)
    },
  }
}

async function takeBatch(queue: MemoryQueue, gatherMs: number, signal: AbortSignal): Promise<HeldItem[]> {
  const buffer = createBuffer<HeldItem>(({ body }) => Buffer.byteLength(body), BATCH)
  buffer.add(await queue.take(signal))
  if (queue.size() < BATCH.events) await new Promise((resolve) => setTimeout(resolve, gatherMs))
  while (!buffer.isFull()) {
    const item = queue.takeWaiting()
    if (item === undefined) break
    buffer.add(item)
  }
  const taken = buffer.take()
  for (const item of buffer.take()) item.giveBack(0)
  return taken
}

function hold<E>(
  { decode, observer, name }: Consuming<E>,
  consumer: string,
  item: HeldItem,
): HeldEvent<E> | undefined {
  const stored: Stored = JSON.parse(item.body)
  const arrived = decode(stored)
  if (arrived.event === undefined) {
    item.giveBack(FAILED_PAUSE_MS)
    return undefined
  }
  const observed = observer?.handle(name, consumer, stored.traceparent)
  return {
    event: { ...arrived, event: arrived.event },
    attempt: item.attempt,
    done() {
      observed?.end('OK')
      item.done()
    },
    giveBack(code) {
      observed?.end(code)
      item.giveBack(FAILED_PAUSE_MS)
    },
  }
}

/** Outlives the consumers that pull from it, as a durable consumer does. */
function consumerQueue(store: MemoryLogStore, consumer: string, kind: string): MemoryQueue {
  const name = `${consumer}_${kind}`
  const existing = store.consumers.get(name)
  if (existing) return existing
  const endless = Number.POSITIVE_INFINITY
  const queue = createMemoryQueue({
    ...{ maxItems: endless, maxBytes: endless },
    ...{ dedupeMs: 0, lanes: { [kind]: 1 } },
  })
  const listener = (entry: Stored) => {
    if (entry.kind === kind)
      queue.push({ id: `${entry.key}.${entry.number}`, body: JSON.stringify(entry), lane: kind })
  }
  store.stored.forEach(listener)
  store.listeners.add(listener)
  store.consumers.set(name, queue)
  return queue
}
