import type { Clock } from './clock.ts'
import { isFailing, nextToCreate, toEvictFrom } from './creation-order.ts'
import { ImagePool } from './image-pool.ts'
import { toTargets } from './pool-target.ts'
import { createQuiet, type Quiet } from './quiet.ts'

/**
 * Warm cells, per image. A cell is created here, waits here, is taken once, and is never seen again; taking one
 * triggers its replacement. All creation goes through a few creators, waiting takers first, in the order they came.
 *
 * A cell counts against `capacity` from the moment its creation begins until it is gone from the engine: capacity is
 * the number of slots that are not held, so that a creation never waits for a slot. The taker of a cell disposes it;
 * the pool disposes the others: surplus, too old, or found dead.
 */
export interface Pool<C extends PooledCell> extends AsyncDisposable {
  /** A cell nobody has used. Rejects when `signal` aborts, or when creating one failed several times. */
  take(image: string, signal: AbortSignal): Promise<Taken<C>>
  status(): Record<string, PoolStatus>
  /** Cells not gone yet: starting, warm, taken, or being removed. */
  readonly alive: number
  /** No cell of any image can be had now, so work that is taken would be lost. Ends when one can be created. */
  readonly failing: boolean
}

/** Disposing disposes the cell and resolves when its place is free again. */
export interface Taken<C> extends AsyncDisposable {
  readonly cell: C
}

export interface PooledCell extends AsyncDisposable {
  /** Resolves when the cell has died, for any reason. */
  readonly closed: Promise<void>
}

export interface PoolStatus {
  readonly warm: number
  readonly target: number
  readonly starting: number
  readonly waiting: number
}

export interface PoolOptions<C extends PooledCell> {
  /** Creates a cell that is ready for its execution. */
  readonly open: (image: string, signal: AbortSignal) => Promise<C>
  /** Cells that may be alive at once. */
  readonly capacity: number
  /** How many of those cannot be used right now, because what is gone for the pool may still live there. */
  readonly held?: () => number
  /** Cells created at once: about the number of processors, more only makes each slower. */
  readonly creators: number
  /** Images and the number of warm cells each keeps without demand. */
  readonly floors: ReadonlyMap<string, number>
  readonly clock: Clock
  /** Warm cells older than this are replaced, milliseconds: a cell's deadline must not pass while it waits. */
  readonly maxAgeMs: number
  readonly onFailure: (image: string, error: unknown) => void
}

const TICK_MS = 1_000
/** A cell of the pool. Disposing ends its use, if it has one, and removes it. */
interface Entry<C> extends Taken<C> {
  inUse: boolean
}

/** Opens the pool; it begins to create its floors at once. */
export function createPool<C extends PooledCell>(options: PoolOptions<C>): Pool<C> {
  return new WarmPool(options)
}

class WarmPool<C extends PooledCell> implements Pool<C> {
  readonly #options: PoolOptions<C>
  readonly #pools = new Map<string, ImagePool<Entry<C>>>()
  readonly #stop = new AbortController()
  readonly #idle = Promise.withResolvers<void>()
  readonly #quiet: Quiet
  #alive = 0
  #tick: Disposable | undefined

  constructor(options: PoolOptions<C>) {
    this.#options = options
    this.#quiet = createQuiet(options.clock, () => this.#pump())
    for (const image of options.floors.keys()) this.#poolOf(image)
    this.#tidy()
  }

  get alive() {
    return this.#alive
  }

  get failing() {
    return this.#capacity <= 0 || isFailing([...this.#pools.values()])
  }

  get #capacity() {
    return this.#options.capacity - (this.#options.held?.() ?? 0)
  }

  take(image: string, signal: AbortSignal): Promise<Taken<C>> {
    const pool = this.#poolOf(image)
    pool.demand.add()
    const warm = signal.aborted ? undefined : pool.warm.shift()
    const taken = warm
      ? Promise.resolve(this.#begin(warm.entry))
      : pool.wait(AbortSignal.any([signal, this.#stop.signal]))
    this.#pump()
    return taken
  }

  status(): Record<string, PoolStatus> {
    return Object.fromEntries(
      [...this.#pools].map(([image, { warm, target, starting, waiters }]) => [
        image,
        { warm: warm.length, target, starting, waiting: waiters.length },
      ]),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the executor is stopping'))
    this.#tick?.[Symbol.dispose]()
    this.#quiet.release()
    if (this.#alive === 0) return
    for (const { warm } of this.#pools.values()) {
      for (const { entry } of warm.splice(0)) void discard(entry)
    }
    await this.#idle.promise
  }

  #poolOf(image: string): ImagePool<Entry<C>> {
    const known = this.#pools.get(image)
    if (known) return known
    const { floors, clock } = this.#options
    const made = new ImagePool<Entry<C>>(image, floors.get(image) ?? 0, clock)
    this.#pools.set(image, made)
    return made
  }

  /** Brings reality towards the targets; called after every change. */
  #pump(): void {
    if (this.#stop.signal.aborted) return
    const pools = [...this.#pools.values()]
    if (this.#quiet.isQuiet || pools.some(({ waiters }) => waiters.length > 0)) this.#quiet.release()
    this.#setTargets(pools)
    while (sum(pools, ({ starting }) => starting) < this.#options.creators) {
      const pool = nextToCreate(pools, { now: this.#options.clock.now(), quiet: this.#quiet.isQuiet })
      if (pool === undefined) return
      if (this.#alive >= this.#capacity) {
        const evicted = toEvictFrom(pool, pools)?.warm.shift()
        if (evicted) void discard(evicted.entry)
        return
      }
      void this.#create(pool)
    }
  }

  #begin(entry: Entry<C>): Entry<C> {
    entry.inUse = true
    this.#quiet.begin()
    return entry
  }

  async #untilRemovable(): Promise<void> {
    if (this.#stop.signal.aborted) return
    const quiet = this.#quiet.postpone()
    this.#pump()
    await quiet
  }

  #setTargets(pools: readonly ImagePool<Entry<C>>[]): void {
    const unused = sum(pools, ({ warm, starting }) => warm.length + starting)
    const busy = this.#alive - unused + sum(pools, ({ waiters }) => waiters.length)
    const demands = pools.map(
      ({ image, floor, demand }) => [image, { floor, taken: demand.count() }] as const,
    )
    const targets = toTargets(new Map(demands), this.#capacity - busy)
    for (const pool of pools) pool.target = targets.get(pool.image) ?? 0
  }

  async #create(pool: ImagePool<Entry<C>>): Promise<void> {
    this.#alive += 1
    pool.starting += 1
    try {
      const cell = await this.#options.open(pool.image, this.#stop.signal)
      pool.starting -= 1
      pool.noteSuccess()
      for (const other of this.#pools.values()) other.noteOthersWork()
      this.#settle(pool, cell)
    } catch (error) {
      pool.starting -= 1
      this.#leave()
      if (!this.#stop.signal.aborted) this.#fail(pool, error)
    }
    this.#pump()
  }

  #settle(pool: ImagePool<Entry<C>>, cell: C): void {
    const entry = this.#own(cell)
    const waiter = pool.waiters.shift()
    if (waiter) {
      waiter.resolve(this.#begin(entry))
      return
    }
    if (this.#stop.signal.aborted) {
      void discard(entry)
      return
    }
    const takeOut = pool.addWarm(entry)
    void cell.closed.then(() => {
      if (takeOut()) void discard(entry)
    })
  }

  #fail(pool: ImagePool<Entry<C>>, error: unknown): void {
    const { clock, onFailure } = this.#options
    onFailure(pool.image, error)
    clock.after(pool.noteFailure(error), () => this.#pump())
  }

  #own(cell: C): Entry<C> {
    let gone: Promise<void> | undefined
    const dispose = async () => {
      const { inUse } = entry
      entry.inUse = false
      if (inUse) this.#quiet.end()
      try {
        if (inUse) await this.#untilRemovable()
        await cell[Symbol.asyncDispose]()
      } finally {
        this.#leave()
        this.#pump()
      }
    }
    const entry: Entry<C> = {
      cell,
      inUse: false,
      [Symbol.asyncDispose]() {
        gone ??= dispose()
        return gone
      },
    }
    return entry
  }

  #leave(): void {
    this.#alive -= 1
    if (this.#alive === 0 && this.#stop.signal.aborted) this.#idle.resolve()
  }

  #tidy(): void {
    this.#tick = this.#options.clock.after(TICK_MS, () => this.#tidy())
    this.#pump()
    const now = this.#options.clock.now()
    for (const { warm, target } of this.#pools.values()) {
      // One at a time: removing costs the engine as much as half a creation.
      const [oldest] = warm
      if (oldest === undefined) continue
      if (warm.length <= target && now - oldest.since < this.#options.maxAgeMs) continue
      warm.shift()
      void discard(oldest.entry)
    }
  }
}

/** For a cell nobody waits for: what goes wrong at its disposal is reported by the cell itself. */
async function discard(entry: AsyncDisposable): Promise<void> {
  try {
    await entry[Symbol.asyncDispose]()
  } catch {
    // Reported by the cell.
  }
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0)
}
