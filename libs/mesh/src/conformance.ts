import { describe, test } from 'vitest'
import { calls } from './conformance/calls.ts'
import { consumers } from './conformance/consumers.ts'
import { errors } from './conformance/errors.ts'
import type { Harness } from './conformance/guarantee.ts'
import { lanes } from './conformance/lanes.ts'
import { log } from './conformance/log.ts'
import { queue } from './conformance/queue.ts'

/** What every mesh guarantees. `harness` is asked once per test, so a mesh without shared state can be a new one. */
export function meshConformance(harness: () => Harness): void {
  for (const [subject, guarantees] of Object.entries({ calls, errors, queue, lanes, log, consumers })) {
    describe(subject, () => {
      for (const [sentence, prove] of Object.entries(guarantees)) test(sentence, () => prove(harness()))
    })
  }
}
