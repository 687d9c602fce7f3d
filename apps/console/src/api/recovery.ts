import { RunhiveError } from '@runhive/client'
import type { Query } from '@tanstack/react-query'
import { passes } from './notice.ts'

/** The interval between retries of failed queries. */
const LOOK_AGAIN_MS = 5_000

/** How long the service asked to wait, in milliseconds. */
export const waitAsked = (error: unknown): number | undefined =>
  error instanceof RunhiveError ? error.retryAfterMs : undefined

/**
 * Retries failed queries until the service is back, so that nobody has to press a button. The retry does not use the
 * query itself, so that the page keeps showing the error meanwhile.
 *
 * @returns a function to call with every failed query
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
      // Another error, and a final one.
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

/** The query is shown somewhere, and has no data. */
const isMissed = (query: AnyQuery): boolean => query.state.data === undefined && query.isActive()

async function ask({ options, queryKey }: AnyQuery): Promise<unknown> {
  const context = { queryKey, signal: new AbortController().signal }
  const queryFn = options.queryFn as (context: object) => unknown
  if (!('initialPageParam' in options)) return queryFn(context)
  // A query with pages starts with the first one.
  const pageParam = options.initialPageParam
  return { pages: [await queryFn({ ...context, pageParam })], pageParams: [pageParam] }
}
