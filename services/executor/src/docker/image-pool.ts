import type { Clock } from './clock.ts'
import { createDemandWindow, type DemandWindow } from './demand-window.ts'
import type { Taken } from './pool.ts'

/** What the pool knows of one image, and the rules by which it chooses. */

export interface Waiter<C> {
  readonly since: number
  readonly resolve: (taken: Taken<C>) => void
  readonly reject: (error: unknown) => void
  failures: number
}

/** A cell of the pool, and whether somebody uses it. */
export interface Held<C> extends Taken<C> {
  inUse: boolean
}

export interface Warm<C> {
  readonly held: Held<C>
  readonly since: number
}

export interface ImagePool<C> {
  readonly image: string
  readonly floor: number
  readonly demand: DemandWindow
  /** Oldest first; the oldest is taken first, so that none grows old. */
  readonly warm: Warm<C>[]
  readonly waiters: Waiter<C>[]
  starting: number
  target: number
  /** Creations that failed since the last that did not. */
  failures: number
  retryAt: number
  /** Another image could be created since its failures began: they are its own, not the engine's. */
  othersWork: boolean
}

/** A taker gives up after this many creations for it have failed; an image that failed so often in a row is broken. */
export const ATTEMPTS = 3
const BACKOFF_MS = { first: 100, longest: 5_000 }

/**
 * Whether no cell of any image can be had right now, as far as anybody knows: nothing is warm, an image is broken, and
 * nothing else worked since.
 */
export function isFailing<C>(pools: readonly ImagePool<C>[]): boolean {
  return (
    pools.every(({ warm }) => warm.length === 0) &&
    pools.some(({ failures, othersWork }) => failures >= ATTEMPTS && !othersWork)
  )
}

/** Gives the pause before the next try, milliseconds. */
export function noteFailure<C>(pool: ImagePool<C>, now: number): number {
  const pauseMs = Math.min(BACKOFF_MS.longest, BACKOFF_MS.first * 2 ** pool.failures)
  pool.failures += 1
  pool.retryAt = now + pauseMs
  return pauseMs
}

/** A creation succeeded: what fails beside it fails on its own. */
export function noteSuccess<C>(pool: ImagePool<C>, pools: readonly ImagePool<C>[]): void {
  pool.failures = 0
  pool.retryAt = 0
  for (const other of pools) other.othersWork = other.failures > 0
}

/** For a cell nobody waits for: what goes wrong at its disposal is reported by the cell itself. */
export async function discard(taken: AsyncDisposable): Promise<void> {
  try {
    await taken[Symbol.asyncDispose]()
  } catch {
    // Reported by the cell.
  }
}

/** Every place is taken: a warm cell of another image goes, if somebody waits for this one. */
export function makeRoomFor<C>(pool: ImagePool<C>, pools: readonly ImagePool<C>[]): void {
  if (pool.waiters.length <= pool.starting) return
  const [richest] = pools
    .filter((other) => other !== pool && other.warm.length > 0)
    .sort((a, b) => b.warm.length - b.target - (a.warm.length - a.target))
  const spare = richest?.warm.shift()
  if (spare) void discard(spare.held)
}

export function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0)
}

/**
 * First whoever waits longest, then the image that is furthest below its target; undefined when all is well. While it
 * is not quiet, half the target is enough. While all fails, images that nobody asked for are tried too, one at a time,
 * so that it is found out when one works.
 */
export function nextToCreate<C>(
  pools: readonly ImagePool<C>[],
  { now, quiet }: { now: number; quiet: boolean },
): ImagePool<C> | undefined {
  const able = pools.filter(({ retryAt }) => retryAt <= now)
  const [longest] = able
    .filter(({ waiters, starting }) => waiters.length > starting)
    .sort((a, b) => waitingSince(a) - waitingSince(b))
  if (longest) return longest
  const missing = ({ target, warm, starting, waiters }: ImagePool<C>) =>
    Math.ceil(quiet ? target : target / 2) - warm.length - Math.max(0, starting - waiters.length)
  const [furthest] = able.filter((pool) => missing(pool) > 0).sort((a, b) => missing(b) - missing(a))
  if (furthest || !isFailing(pools) || pools.some(({ starting }) => starting > 0)) return furthest
  return able.toSorted((a, b) => a.failures - b.failures)[0]
}

/** Of the first waiter for whom no cell is on its way. */
function waitingSince<C>({ waiters, starting }: ImagePool<C>): number {
  return waiters[starting]?.since ?? 0
}

export function createImagePool<C>(image: string, floor: number, clock: Clock): ImagePool<C> {
  return {
    image,
    floor,
    demand: createDemandWindow(clock),
    warm: [],
    waiters: [],
    starting: 0,
    target: floor,
    failures: 0,
    retryAt: 0,
    othersWork: false,
  }
}

export function waitFor<C>(
  pool: ImagePool<C>,
  { signal, stop, now }: { signal: AbortSignal; stop: AbortSignal; now: number },
): Promise<Taken<C>> {
  const { promise, resolve, reject } = Promise.withResolvers<Taken<C>>()
  const either = AbortSignal.any([signal, stop])
  if (either.aborted) return Promise.reject(either.reason)
  const waiter: Waiter<C> = { since: now, resolve, reject, failures: 0 }
  pool.waiters.push(waiter)
  const leave = () => {
    if (remove(pool.waiters, waiter)) reject(either.reason)
  }
  either.addEventListener('abort', leave, { once: true })
  return promise.finally(() => either.removeEventListener('abort', leave))
}

export function remove<T>(list: T[], item: T): boolean {
  const index = list.indexOf(item)
  if (index >= 0) list.splice(index, 1)
  return index >= 0
}
