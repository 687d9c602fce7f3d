/** An execution whose slot auth has taken in advance. */
export interface Spare {
  readonly executionId: string
  readonly takenMs: number
  /** The longest that it may take. */
  readonly executionMs: number
}

/**
 * Auth checks a slot that is ten seconds old: by then a gateway must have used it and have told auth that it is needed.
 * Milliseconds.
 */
const MAX_AGE_MS = 4_000

/** Spare executions, the oldest first. Each leaves once: it is used or given back. */
export function createSpares(deps: {
  readonly giveBack: (executionIds: readonly string[]) => void
  readonly now: () => number
}) {
  const spares: Spare[] = []
  const returnFirst = (count: number) =>
    deps.giveBack(spares.splice(0, count).map(({ executionId }) => executionId))
  return {
    count: () => spares.length,
    add(more: readonly Spare[]): void {
      spares.push(...more)
    },
    /** One for an execution that may take so long. */
    take(executionMs: number): Spare | undefined {
      const at = spares.findIndex((spare) => spare.executionMs >= executionMs)
      return at < 0 ? undefined : spares.splice(at, 1)[0]
    },
    returnAll: () => returnFirst(spares.length),
    returnOld: () => returnFirst(spares.filter(({ takenMs }) => deps.now() - takenMs >= MAX_AGE_MS).length),
  }
}
