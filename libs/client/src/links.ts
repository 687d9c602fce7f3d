import type { TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { type RunhiveError, StreamEnded, toRunhiveError } from './error.ts'
import type { AppRouter } from './router.generated.ts'

/** Every error as a RunhiveError. */
export const namedErrors: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => observer.next(value),
        error: (error) => observer.error(toRunhiveError(error)),
        complete: () => observer.complete(),
      }),
    )

/**
 * Completing without `finished` is an error: a stream that was cut must never look like the end. Unless the caller
 * stopped it. `why` tells the reason, when there is one.
 */
export const noSilentEnd =
  (why: () => RunhiveError | undefined = () => undefined): TRPCLink<AppRouter> =>
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let finished = false
      let stopped = false
      const subscription = next(op).subscribe({
        next(value) {
          const { result } = value
          if ((!result.type || result.type === 'data') && isFinished(result.data)) finished = true
          observer.next(value)
        },
        error: (error) => observer.error(error),
        complete() {
          if (finished || stopped || op.signal?.aborted) observer.complete()
          else observer.error(why() ?? new StreamEnded())
        },
      })
      return () => {
        stopped = true
        subscription.unsubscribe()
      }
    })

/** Tracked data is `{ id, data }`. */
function isFinished(tracked: unknown): boolean {
  if (typeof tracked !== 'object' || tracked === null || !('data' in tracked)) return false
  const { data } = tracked
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'finished'
}
