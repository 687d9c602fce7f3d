import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@runhive/client/client'
import { endTimes } from '../interleave.ts'
import type { Report } from '../report.ts'
import type { Setting } from '../setting.ts'
import { summarize } from '../statistics.ts'
import { throughClient } from '../ways/gateway.ts'
import { SOURCE } from '../ways/program.ts'

const BURST = 1_000
const SUBMITTERS = 32
const HELLOS = 15
/** Between two hellos of the lone tenant: he is not a second burst. */
const PAUSE_MS = 500

/**
 * A tenant who wants one hello now and then: alone, and while another account has 1 000 queued. Leaves what is left of
 * the burst in the queue: nothing may be measured afterwards.
 */
export async function measureFairness(
  setting: Setting,
  say: (line: string) => void,
): Promise<NonNullable<Report['fairness']>> {
  const hello = throughClient(setting.gateway)
  await setting.settle()
  const alone = await nowAndThen(hello)
  say(`fairness: ${HELLOS} hellos of a lone tenant`)
  const neighbour = createClient({ ...setting.gateway, apiKey: await setting.createKey('bench-burst') })
  const request = { language: 'python', source: SOURCE, store: false }
  const ends = await endTimes(BURST, SUBMITTERS, () => neighbour.executions.submit.mutate(request))
  const perSecond = (BURST * 1000) / (ends.at(-1) ?? Number.NaN)
  const [queuedBefore, behind, queuedAfter] = [
    await setting.queueDepth(),
    await nowAndThen(hello),
    await setting.queueDepth(),
  ]
  say(`fairness: ${HELLOS} hellos behind ${queuedBefore} to ${queuedAfter} of another account`)
  // Otherwise the last ones had nobody before them.
  if (queuedAfter === 0) throw new Error('the burst was over before the lone tenant was')
  return { alone, behind, queuedBefore, queuedAfter, submittedPerSecond: perSecond }
}

async function nowAndThen(hello: ReturnType<typeof throughClient>) {
  const times: number[] = []
  for (let time = 0; time < HELLOS; time++) {
    await delay(PAUSE_MS)
    times.push((await hello()).ms)
  }
  return { ...summarize(times), most: Math.max(...times) }
}
