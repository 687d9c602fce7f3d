import type { Engine } from '../docker/engine.ts'
import { LABELS } from '../docker/options.ts'
import type { Removals } from './removal.ts'

/**
 * Removes what a crash left behind: containers that carry our executor id and that we do not know, and containers of
 * any executor past the deadline they were made with. Tries again for those of ours that resisted their removal. Runs
 * before anything is created, then on a timer.
 */
export interface Reaper extends AsyncDisposable {
  /** Looks once; resolves with the number of containers removed. */
  reap(): Promise<number>
}

export interface ReaperOptions {
  readonly engine: Pick<Engine, 'list' | 'remove'>
  readonly executorId: string
  readonly known: ReadonlySet<string>
  readonly removals: Pick<Removals, 'retry'>
  readonly everyMs: number
  readonly onFailure: (error: unknown) => void
  readonly onReaped: (count: number) => void
}

/** A container this young may be one whose creation has not been answered yet. */
const YOUNG_MS = 60_000

export function createReaper(options: ReaperOptions): Reaper {
  const stop = new AbortController()
  let looking: Promise<number> | undefined
  let first = true

  async function look(): Promise<number> {
    // On the first look nothing has been created by this process yet: everything there is a stranger.
    const youngSince = first ? Number.POSITIVE_INFINITY : Date.now() - YOUNG_MS
    const freed = await options.removals.retry()
    const containers = await options.engine.list(LABELS.executor)
    first = false
    const strangers = containers.filter(
      ({ id, labels, createdAt }) =>
        isOverdue(labels) ||
        (labels[LABELS.executor] === options.executorId &&
          !options.known.has(id) &&
          createdAt.getTime() < youngSince),
    )
    const removed = await Promise.allSettled(strangers.map(({ id }) => options.engine.remove(id)))
    for (const result of removed) if (result.status === 'rejected') options.onFailure(result.reason)
    const count = freed + removed.filter(({ status }) => status === 'fulfilled').length
    if (count > 0) options.onReaped(count)
    return count
  }
  const reap = () => {
    looking ??= look().finally(() => {
      looking = undefined
    })
    return looking
  }
  const timer = setInterval(() => {
    if (!stop.signal.aborted) reap().catch(options.onFailure)
  }, options.everyMs)
  timer.unref()

  return {
    reap,
    async [Symbol.asyncDispose]() {
      stop.abort()
      clearInterval(timer)
      await looking?.catch(options.onFailure)
    },
  }
}

function isOverdue(labels: Readonly<Record<string, string>>): boolean {
  const deadlineSeconds = Number(labels[LABELS.deadline])
  return Number.isFinite(deadlineSeconds) && deadlineSeconds * 1000 < Date.now()
}
