import type { Clock } from './clock.ts'
import { createDemandWindow, type DemandWindow } from './demand-window.ts'

/** A taker gives up after this many creations for it have failed; an image that failed so often in a row is broken. */
const ATTEMPTS = 3
const BACKOFF_MS = { first: 100, longest: 5_000 }

interface Waiter<E> {
  readonly since: number
  readonly resolve: (entry: E) => void
  readonly reject: (error: unknown) => void
  failures: number
}

interface Warm<E> {
  readonly entry: E
  readonly since: number
}

/** One image: its warm cells, who waits for one, and how its creations went. `E` is a cell as the pool keeps it. */
export class ImagePool<E> {
  readonly image: string
  /** Warm cells kept without demand. */
  readonly floor: number
  readonly demand: DemandWindow
  /** Oldest first; the oldest is taken first, so that none grows old. */
  readonly warm: Warm<E>[] = []
  readonly waiters: Waiter<E>[] = []
  starting = 0
  target: number
  /** Creations that failed since the last that did not. */
  failures = 0
  retryAt = 0
  /** Another image could be created since its failures began: they are its own, not the engine's. */
  #othersWork = false
  readonly #clock: Clock

  constructor(image: string, floor: number, clock: Clock) {
    this.image = image
    this.floor = floor
    this.target = floor
    this.demand = createDemandWindow(clock)
    this.#clock = clock
  }

  /** It cannot be created, and nothing says that the engine could create another. */
  get isBroken(): boolean {
    return this.failures >= ATTEMPTS && !this.#othersWork
  }

  /** Since when the first waiter waits for whom no cell is on its way. */
  get waitingSince(): number {
    return this.waiters[this.starting]?.since ?? 0
  }

  /** Rejects when `signal` aborts, or when creating a cell failed several times. */
  wait(signal: AbortSignal): Promise<E> {
    if (signal.aborted) return Promise.reject(signal.reason)
    const { promise, resolve, reject } = Promise.withResolvers<E>()
    const waiter = { since: this.#clock.now(), resolve, reject, failures: 0 }
    this.waiters.push(waiter)
    const leave = () => {
      if (remove(this.waiters, waiter)) reject(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
    return promise.finally(() => signal.removeEventListener('abort', leave))
  }

  /** Puts a cell behind the others. The result takes it out again, and is false when somebody has taken it. */
  addWarm(entry: E): () => boolean {
    const warm = { entry, since: this.#clock.now() }
    this.warm.push(warm)
    return () => remove(this.warm, warm)
  }

  /** Gives the pause before the next try, milliseconds. */
  noteFailure(error: unknown): number {
    const pauseMs = Math.min(BACKOFF_MS.longest, BACKOFF_MS.first * 2 ** this.failures)
    this.failures += 1
    this.retryAt = this.#clock.now() + pauseMs
    const [waiter] = this.waiters
    if (waiter === undefined) return pauseMs
    waiter.failures += 1
    if (waiter.failures < ATTEMPTS) return pauseMs
    this.waiters.shift()
    waiter.reject(new Error(`no cell could be created in ${ATTEMPTS} attempts`, { cause: error }))
    return pauseMs
  }

  noteSuccess(): void {
    this.failures = 0
    this.retryAt = 0
  }

  /** A cell of some image could be created: what fails beside it fails on its own. */
  noteOthersWork(): void {
    this.#othersWork = this.failures > 0
  }
}

function remove<T>(list: T[], item: T): boolean {
  const index = list.indexOf(item)
  if (index >= 0) list.splice(index, 1)
  return index >= 0
}
