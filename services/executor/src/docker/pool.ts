import { toTargets } from '../domain/pool-target.ts'
import type { Clock } from './clock.ts'
import {
  ATTEMPTS,
  createImagePool,
  discard,
  type Held,
  type ImagePool,
  isFailing,
  makeRoomFor,
  nextToCreate,
  noteFailure,
  noteSuccess,
  remove,
  sum,
  waitFor,
} from './image-pool.ts'
import { createPostponed, type Postponed } from './postponed.ts'

/**
 * Warm cells, per image. A cell is created here, waits here, is taken once, and is never seen again; taking one
 * triggers its replacement. All creation goes through a few creators, waiting takers first, in the order they came.
 *
 * A cell counts against `capacity` from the moment its creation begins until it is gone from the engine: capacity is
 * the number of slots that are not held, so that a creation never waits for a slot. Whoever takes a cell disposes it;
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
  /** Resolves when the cell has died, whoever did it. */
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
/**
 * Creating a cell keeps a processor busy for about as long as five hellos run. While programs run and enough warm cells
 * are left, it waits for a moment of quiet, so that a burst is served at full speed and paid for afterwards.
 */
const QUIET_MS = 15
/**
 * Removing a used cell costs as much again, at the very moment its result is on its way to the caller. It waits for
 * the same quiet, unless somebody waits for a cell, but never longer than this: nothing of the program lives in it
 * any more.
 */
const REMOVE_WITHIN_MS = 250

/** Opens the pool; it begins to create its floors at once. */
export function createPool<C extends PooledCell>(options: PoolOptions<C>): Pool<C> {
  return new WarmPool(options)
}

class WarmPool<C extends PooledCell> implements Pool<C> {
  readonly #options: PoolOptions<C>
  readonly #pools = new Map<string, ImagePool<C>>()
  readonly #stop = new AbortController()
  readonly #idle = Promise.withResolvers<void>()
  #alive = 0
  /** Cells taken and still in use, as opposed to being removed. */
  #inUse = 0
  #quietSince = Number.NEGATIVE_INFINITY
  readonly #removals: Postponed
  #tick: Disposable | undefined

  constructor(options: PoolOptions<C>) {
    this.#options = options
    this.#removals = createPostponed(options.clock, REMOVE_WITHIN_MS)
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
    const entry = signal.aborted ? undefined : pool.warm.shift()
    const now = this.#options.clock.now()
    const taken = entry
      ? Promise.resolve(this.#begin(entry.held))
      : waitFor(pool, { signal, stop: this.#stop.signal, now })
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
    this.#removals.release()
    if (this.#alive === 0) return
    for (const { warm } of this.#pools.values()) {
      for (const { held } of warm.splice(0)) void discard(held)
    }
    await this.#idle.promise
  }

  #poolOf(image: string): ImagePool<C> {
    const known = this.#pools.get(image)
    if (known) return known
    const { floors, clock } = this.#options
    const made = createImagePool<C>(image, floors.get(image) ?? 0, clock)
    this.#pools.set(image, made)
    return made
  }

  /** Brings reality towards the targets; called after every change. */
  #pump(): void {
    if (this.#stop.signal.aborted) return
    const pools = [...this.#pools.values()]
    if (this.#isQuiet() || pools.some(({ waiters }) => waiters.length > 0)) this.#removals.release()
    this.#setTargets(pools)
    while (sum(pools, ({ starting }) => starting) < this.#options.creators) {
      const pool = nextToCreate(pools, { now: this.#options.clock.now(), quiet: this.#isQuiet() })
      if (pool === undefined) return
      if (this.#alive >= this.#capacity) {
        makeRoomFor(pool, pools)
        return
      }
      void this.#create(pool)
    }
  }

  #isQuiet(): boolean {
    return this.#inUse === 0 && this.#options.clock.now() - this.#quietSince >= QUIET_MS
  }

  #begin(held: Held<C>): Taken<C> {
    held.inUse = true
    this.#inUse += 1
    return held
  }

  #end(held: Held<C>): void {
    if (!held.inUse) return
    held.inUse = false
    this.#inUse -= 1
    if (this.#inUse > 0) return
    this.#quietSince = this.#options.clock.now()
    this.#options.clock.after(QUIET_MS, () => this.#pump())
  }

  async #untilRemovable(): Promise<void> {
    if (this.#stop.signal.aborted) return
    const moment = this.#removals.wait()
    this.#pump()
    await moment
  }

  #setTargets(pools: readonly ImagePool<C>[]): void {
    const unused = sum(pools, ({ warm, starting }) => warm.length + starting)
    const busy = this.#alive - unused + sum(pools, ({ waiters }) => waiters.length)
    const demands = pools.map(
      ({ image, floor, demand }) => [image, { floor, taken: demand.count() }] as const,
    )
    const targets = toTargets(new Map(demands), this.#capacity - busy)
    for (const pool of pools) pool.target = targets.get(pool.image) ?? 0
  }

  async #create(pool: ImagePool<C>): Promise<void> {
    this.#alive += 1
    pool.starting += 1
    try {
      const cell = await this.#options.open(pool.image, this.#stop.signal)
      pool.starting -= 1
      noteSuccess(pool, [...this.#pools.values()])
      this.#settle(pool, cell)
    } catch (error) {
      pool.starting -= 1
      this.#leave()
      if (!this.#stop.signal.aborted) this.#fail(pool, error)
    }
    this.#pump()
  }

  #settle(pool: ImagePool<C>, cell: C): void {
    const held = this.#hold(cell)
    const waiter = pool.waiters.shift()
    if (waiter || this.#stop.signal.aborted) {
      if (waiter) waiter.resolve(this.#begin(held))
      else void discard(held)
      return
    }
    const entry = { held, since: this.#options.clock.now() }
    pool.warm.push(entry)
    void cell.closed.then(() => {
      if (remove(pool.warm, entry)) void discard(held)
    })
  }

  #fail(pool: ImagePool<C>, error: unknown): void {
    const { clock, onFailure } = this.#options
    onFailure(pool.image, error)
    const pauseMs = noteFailure(pool, clock.now())
    clock.after(pauseMs, () => this.#pump())
    const [waiter] = pool.waiters
    if (waiter === undefined) return
    waiter.failures += 1
    if (waiter.failures < ATTEMPTS) return
    remove(pool.waiters, waiter)
    waiter.reject(new Error(`no cell could be created in ${ATTEMPTS} attempts`, { cause: error }))
  }

  #hold(cell: C): Held<C> {
    let gone: Promise<void> | undefined
    const dispose = async () => {
      const used = held.inUse
      this.#end(held)
      try {
        if (used) await this.#untilRemovable()
        await cell[Symbol.asyncDispose]()
      } finally {
        this.#leave()
        this.#pump()
      }
    }
    const held: Held<C> = {
      cell,
      inUse: false,
      [Symbol.asyncDispose]() {
        gone ??= dispose()
        return gone
      },
    }
    return held
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
      void discard(oldest.held)
    }
  }
}
