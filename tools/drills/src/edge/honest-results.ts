import type { HonestResult } from './edge-result.ts'
import type { Sample } from './honest/callers.ts'
import { toLatency } from './latency.ts'
import type { Report } from './tally.ts'

/** The latency of each kind of call in each phase. */
export function toHonestResults(samples: ReadonlyArray<Sample>): HonestResult[] {
  return [...Map.groupBy(samples, ({ call }) => call)].map(([name, own]) => {
    const inPhase = (phase: string) => own.filter((sample) => sample.phase === phase)
    return {
      name,
      quiet: toLatency(inPhase('quiet')),
      during: toLatency(inPhase('during')),
      after: toLatency(inPhase('after')),
      failures: count(inPhase('during').flatMap(({ failure }) => failure ?? [])),
    }
  })
}

/** Answers to attackers and error answers to honest callers, whose failures start with a status. */
export function addAnswers(
  samples: ReadonlyArray<Sample>,
  reports: ReadonlyArray<Report>,
): Record<string, number> {
  const toHonest = samples.flatMap(({ failure }) => (failure && /^\d{3}/.test(failure) ? [failure] : []))
  const sum = count(toHonest)
  for (const { answers } of reports) {
    for (const [answer, times] of Object.entries(answers)) sum[answer] = (sum[answer] ?? 0) + times
  }
  return sum
}

function count(names: ReadonlyArray<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
