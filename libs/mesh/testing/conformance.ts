import { describe, test } from 'vitest'
import { addresses } from './conformance/addresses.ts'
import { calls } from './conformance/calls.ts'
import { consumers } from './conformance/consumers.ts'
import { discovery } from './conformance/discovery.ts'
import { errors } from './conformance/errors.ts'
import { gaps } from './conformance/gaps.ts'
import type { Harness } from './conformance/guarantee.ts'
import { lanes } from './conformance/lanes.ts'
import { log } from './conformance/log.ts'
import { queue } from './conformance/queue.ts'
import { together } from './conformance/together.ts'
import { waitFor } from './conformance/wait-for.ts'

/** For a machine with much else to do: only ends what waits in vain. */
const TIMEOUT_MS = 60_000

const SUBJECTS = {
  calls,
  addresses,
  discovery,
  errors,
  queue,
  lanes,
  log,
  together,
  waitFor,
  gaps,
  consumers,
}
type Subject = keyof typeof SUBJECTS

interface ConformanceOptions {
  /** Default: all. */
  readonly only?: ReadonlyArray<Subject>
  /** Several tests at a time, for a mesh that takes long over each. Default false. */
  readonly concurrent?: boolean
}

/** What every mesh guarantees. `harness` is asked once per test, so a mesh without shared state can be a new one. */
export function meshConformance(harness: () => Harness, options: ConformanceOptions = {}): void {
  const { only, concurrent = false } = options
  const subjects: ReadonlyArray<string> = only ?? Object.keys(SUBJECTS)
  for (const [subject, guarantees] of Object.entries(SUBJECTS)) {
    if (!subjects.includes(subject)) continue
    describe(subject, { concurrent }, () => {
      for (const [sentence, prove] of Object.entries(guarantees)) {
        test(sentence, () => prove(harness()), TIMEOUT_MS)
      }
    })
  }
}
