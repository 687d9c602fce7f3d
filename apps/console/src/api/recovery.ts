import { RunhiveError } from '@runhive/client'
import type { Query } from '@tanstack/react-query'
import { passes } from './notice.ts'

/** Between two looks whether what has failed is back. */
const LOOK_AGAIN_MS = 5_000

/** How long the service asked to wait, in milliseconds. */
export const waitAsked = (error: unknown): number | undefined =>
  error instanceof RunhiveError ? error.retryAfterMs : undefined

/**
 * What could not be read comes by itself when the service is back: nobody has to press for it. It is asked for beside its query, so
 * that what people see meanwhile, the error, stays where it is.
 *
 * @returns what to tell of every query that has failed
 */
export function createRecovery(everyMs = LOOK_AGAIN_MS): (error: unknown, query: AnyQuery) => void {
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const look = async (query: AnyQuery) => {
    if (!isMissed(query)) return
    try {
      const data = await ask(query)
      if (isMissed(query)) query.setData(data)
    } catch (error) {
      if (passes(error)) later(error, query)
      // Another answer, and a last one.
      else if (isMissed(query)) void query.fetch().catch(() => undefined)
    }
  }
  const later = (error: unknown, query: AnyQuery) => {
    clearTimeout(timers.get(query.queryHash))
    const wait = Math.max(waitAsked(error) ?? 0, everyMs)
    timers.set(
      query.queryHash,
      setTimeout(() => void look(query), wait),
    )
  }
  return (error, query) => {
    if (passes(error) && isMissed(query)) later(error, query)
  }
}

type AnyQuery = Query<unknown, unknown, unknown, readonly unknown[]>

/** Somebody looks at it, and there is nothing to see. */
const isMissed = (query: AnyQuery): boolean => query.state.data === undefined && query.isActive()

async function ask({ options, queryKey }: AnyQuery): Promise<unknown> {
  const context = { queryKey, signal: new AbortController().signal }
  const queryFn = options.queryFn as (context: object) => unknown
  if (!('initialPageParam' in options)) return queryFn(context)
  // One that goes on page by page begins with its first.
  const pageParam = options.initialPageParam
  return { pages: [await queryFn({ ...context, pageParam })], pageParams: [pageParam] }
}
