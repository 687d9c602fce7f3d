import { nearest } from '@runhive/contracts/text/nearest'
import type { FastifyInstance } from 'fastify'

/** All paths with a route, for helpful errors where there is none. */
export interface Paths {
  /** The methods that a path takes, sorted; none when there is no route. */
  methodsAt(path: string): string[]
  /** What a path was probably meant to be. */
  nearestTo(path: string): string | undefined
}

interface Noted {
  readonly url: string
  readonly pattern: RegExp
  readonly methods: ReadonlySet<string>
}

/** Longer ones are no typing errors. */
const MAX_GUESSED = 200

/** Called before the routes are registered. `pages` are served by GET without a route. */
export function notePaths(app: FastifyInstance, pages: readonly string[]): Paths {
  const noted = pages.map((url) => toNoted(url, ['GET', 'HEAD']))
  app.addHook('onRoute', ({ url, method }) => {
    // A route that answers OPTIONS for a whole subtree is not a path.
    const methods = [method].flat().filter((name) => name !== 'OPTIONS')
    if (methods.length > 0) noted.push(toNoted(url, methods))
  })
  return {
    methodsAt(path) {
      const here = noted.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods])
      return here.length === 0 ? [] : [...new Set([...here, 'OPTIONS'])].toSorted()
    },
    nearestTo(path) {
      if (path.length < 2 || path.length > MAX_GUESSED) return undefined
      const candidates = noted.flatMap(({ url }) => candidateOf(url, path) ?? [])
      return candidates.find((candidate) => candidate.endsWith(path)) ?? nearest(path, candidates)
    },
  }
}

function toNoted(url: string, methods: readonly string[]): Noted {
  const escaped = url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
  const pattern = escaped.replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*').replace(/\/$/, '')
  return { url, pattern: new RegExp(`^${pattern}/?$`), methods: new Set(methods) }
}

/**
 * A route's path with the ids of the requested path, matched from the end, when the two are alike beside
 * those: the last word by itself, because one long beginning makes all paths alike.
 */
function candidateOf(url: string, path: string): string | undefined {
  if (url.includes('*') || url === '/') return undefined
  const parts = url.split('/').toReversed()
  const given = path.replace(/\/$/, '').split('/').toReversed()
  const isId = (index: number) => parts[index]?.startsWith(':') ?? false
  const masked = given.map((part, index) => (isId(index) ? parts[index] : part))
  const isAlike = (one = '', other = '') => nearest(one, [other]) !== undefined
  const whole = (reversed: ReadonlyArray<string | undefined>) => reversed.toReversed().join('/')
  const last = parts.findIndex((_, index) => !isId(index))
  if (!isAlike(masked[last], parts[last])) return undefined
  if (!isAlike(whole(masked), url) && !url.endsWith(whole(masked))) return undefined
  return whole(parts.map((part, index) => (isId(index) ? given[index] : part)))
}
