import { setTimeout as delay } from 'node:timers/promises'
import { type Load, runLoad } from '../loads.ts'
import { growth, perExecution, scaled } from '../per-execution.ts'
import type { CountResults, Counts } from '../results.ts'
import type { Subject } from '../subject.ts'
import { openCounter } from './counter.ts'

/** Long enough for what happens every few seconds. */
const REST_MS = 10_000

/** Messages, appends and statements: of a stack at rest, and for each execution by load. */
export async function measureCounts(
  subject: Subject,
  loads: ReadonlyArray<{ readonly load: Load; readonly executions: number }>,
): Promise<CountResults> {
  await using counter = await openCounter(subject.natsUrl, subject.db)
  /** What happened while `work` was done. */
  const during = async (work: () => Promise<unknown>) => {
    const [before, startedAt] = [await counter.read(), performance.now()]
    await work()
    const seconds = (performance.now() - startedAt) / 1_000
    return { counts: difference(before, await counter.read()), seconds }
  }
  const { counts: resting, seconds: rested } = await during(() => delay(REST_MS))
  const rest = each(resting, (values) => scaled(values, 1 / rested))
  const results: CountResults['loads'][number][] = []
  for (const { load, executions } of loads) {
    const { counts, seconds } = await during(async () => {
      await runLoad(load, executions, subject)
      await subject.recorded()
    })
    const net = each(counts, (values, of) =>
      perExecution(values, { atRestPerSecond: of(rest), seconds, executions }),
    )
    results.push({ load: load.name, executions, ...net })
  }
  return { rest, loads: results }
}

type Values = Readonly<Record<string, number>>
/** One of the three kinds of counts, by name. */
type Of = (counts: Counts) => Values

function each(counts: Counts, map: (values: Values, of: Of) => Values): Counts {
  const [messages, appends, statements]: [Of, Of, Of] = [
    (one) => one.messages,
    (one) => ({ appends: one.appends }),
    (one) => one.statements,
  ]
  return {
    messages: map(messages(counts), messages),
    appends: map(appends(counts), appends).appends ?? 0,
    statements: map(statements(counts), statements),
  }
}

function difference(before: Counts, after: Counts): Counts {
  return each(after, (values, of) => growth(of(before), values))
}
