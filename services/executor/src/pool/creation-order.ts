import type { ImagePool } from './image-pool.ts'

/** The rules by which the pool chooses what to create next, and what must go for it. They change nothing. */

/**
 * Whether no cell of any image can be had right now, as far as anybody knows: nothing is warm, an image is broken, and
 * nothing else worked since.
 */
export function isFailing<E>(pools: readonly ImagePool<E>[]): boolean {
  return pools.every(({ warm }) => warm.length === 0) && pools.some(({ isBroken }) => isBroken)
}

/**
 * First the longest waiter's image, then the one furthest below its target; undefined when all is well. While it is not
 * quiet, half the target is enough. While everything fails, images without demand are tried too, one at a time, so that
 * the first that works is noticed.
 */
export function nextToCreate<E>(
  pools: readonly ImagePool<E>[],
  { now, quiet }: { now: number; quiet: boolean },
): ImagePool<E> | undefined {
  const able = pools.filter(({ retryAt }) => retryAt <= now)
  const [longest] = able
    .filter(({ waiters, starting }) => waiters.length > starting)
    .sort((a, b) => a.waitingSince - b.waitingSince)
  if (longest) return longest
  const missing = ({ target, warm, starting, waiters }: ImagePool<E>) =>
    Math.ceil(quiet ? target : target / 2) - warm.length - Math.max(0, starting - waiters.length)
  const [furthest] = able.filter((pool) => missing(pool) > 0).sort((a, b) => missing(b) - missing(a))
  if (furthest || !isFailing(pools) || pools.some(({ starting }) => starting > 0)) return furthest
  return able.toSorted((a, b) => a.failures - b.failures)[0]
}

/** With every place taken, the image that gives up a warm cell for this one; undefined unless somebody waits for it. */
export function toEvictFrom<E>(pool: ImagePool<E>, pools: readonly ImagePool<E>[]): ImagePool<E> | undefined {
  if (pool.waiters.length <= pool.starting) return undefined
  const [richest] = pools
    .filter((other) => other !== pool && other.warm.length > 0)
    .sort((a, b) => b.warm.length - b.target - (a.warm.length - a.target))
  return richest
}
