/** An execution that was accepted: it must end, and print this. */
export interface Accepted {
  readonly prints: string
  /** Of the account whose it is. */
  readonly key: string
}

/** What was asked during an upgrade, and what became of it. */
export interface Tally {
  /** Requests by kind, and how many of them failed. */
  readonly kinds: ReadonlyMap<string, { asked: number; failed: number }>
  /** Of the first failures, one sentence each. */
  readonly failures: readonly string[]
  /** Executions that were accepted, by id. */
  readonly accepted: ReadonlyMap<string, Accepted>
}

export interface OpenTally extends Tally {
  /** Counts a request of this kind, and whether it failed. Never rejects; gives what the request gave. */
  count<T>(kind: string, request: () => Promise<T>): Promise<T | undefined>
  accept(id: string, own: Accepted): void
}

/** More would hide the first ones. */
const MOST_FAILURES = 20

export function openTally(): OpenTally {
  const kinds = new Map<string, { asked: number; failed: number }>()
  const failures: string[] = []
  const begunAt = performance.now()
  const accepted = new Map<string, Accepted>()
  return {
    kinds,
    failures,
    accepted,
    accept: (id, own) => accepted.set(id, own),
    async count(kind, request) {
      const own = kinds.get(kind) ?? { asked: 0, failed: 0 }
      kinds.set(kind, own)
      own.asked += 1
      const askedAt = performance.now()
      try {
        return await request()
      } catch (error) {
        own.failed += 1
        if (failures.length < MOST_FAILURES)
          failures.push(
            `${kind} asked ${seconds(askedAt - begunAt)} after the beginning, failed ${seconds(performance.now() - askedAt)} later: ${describe(error)}`,
          )
        return undefined
      }
    },
  }
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? ` (${String(error.code)})` : ''
  return `${error.message || error.name}${code}`
}

/** Of all kinds together. */
export function totals({ kinds }: Pick<Tally, 'kinds'>): { asked: number; failed: number } {
  const all = [...kinds.values()]
  const sum = (pick: (one: { asked: number; failed: number }) => number) =>
    all.reduce((total, one) => total + pick(one), 0)
  return { asked: sum(({ asked }) => asked), failed: sum(({ failed }) => failed) }
}
