import { createPool, type PooledCell, type PoolOptions } from '../src/pool/pool.ts'
import { createManualClock, settle } from './clock.ts'

/** A cell that is only counted. */
export interface FakeCell extends PooledCell {
  readonly image: string
  readonly number: number
  die(): void
}

/** Creations wait at a gate until the test lets them through or fails them. */
function createFactory() {
  const gates: { image: string; open: () => void; fail: (error: Error) => void }[] = []
  const alive = new Set<FakeCell>()
  const removals: PromiseWithResolvers<void>[] = []
  let made = 0
  let holdRemovals = false
  return {
    gates,
    alive,
    holdRemovals: () => {
      holdRemovals = true
    },
    finishRemovals: () => {
      for (const { resolve } of removals.splice(0)) resolve()
    },
    async open(image: string): Promise<FakeCell> {
      const gate = Promise.withResolvers<void>()
      gates.push({ image, open: gate.resolve, fail: gate.reject })
      await gate.promise
      const closed = Promise.withResolvers<void>()
      made += 1
      const cell: FakeCell = {
        image,
        number: made,
        closed: closed.promise,
        die: () => closed.resolve(),
        async [Symbol.asyncDispose]() {
          const removed = Promise.withResolvers<void>()
          removals.push(removed)
          if (!holdRemovals) removed.resolve()
          await removed.promise
          alive.delete(cell)
          closed.resolve()
        },
      }
      alive.add(cell)
      return cell
    },
    /** Lets creations through until none is asked for. */
    async openAll() {
      for (await settle(); gates.length > 0; await settle()) gates.shift()?.open()
    },
  }
}

/** A pool of such cells on a clock moved by hand. */
export function openPool(options: Partial<PoolOptions<FakeCell>> & { warm?: number } = {}) {
  const factory = createFactory()
  const clock = createManualClock()
  const failures: unknown[] = []
  const pool = createPool<FakeCell>({
    open: factory.open,
    capacity: 10,
    creators: 2,
    floors: new Map([['core', options.warm ?? 2]]),
    clock,
    maxAgeMs: 60_000,
    onFailure: (_image, error) => failures.push(error),
    ...options,
  })
  const take = (image = 'core', signal = new AbortController().signal) => pool.take(image, signal)
  return { pool, take, factory, clock, failures }
}
