import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Instance } from '@runhive/stack/another'
import { prepareDatabase } from '@runhive/stack/database/prepare'
import { SERVICES, type ServiceName } from '@runhive/stack/services'
import { type Stack, startStack } from '@runhive/stack/stack'
import type { Environment } from '../run.ts'
import { unpackRelease } from '../store/stored.ts'
import { ask } from './ask.ts'
import { openBalancer } from './balancer.ts'
import { hasPrinted, startLoad } from './load.ts'
import { type Accepted, openTally, type Tally, totals } from './tally.ts'

export interface UpgradeOptions {
  readonly env: Environment
  /** The stored release that runs at first. */
  readonly from: string
  /** In which order the services are replaced with those of this repository. */
  readonly order: ReadonlyArray<ServiceName>
  /** Requests. */
  readonly perSecond: number
  /** How long the load goes on after each step, milliseconds, and before the first. */
  readonly restMs: number
  readonly say?: (line: string) => void
}

export interface Upgrade {
  readonly from: string
  readonly order: ReadonlyArray<ServiceName>
  readonly seconds: number
  /** Requests begun a second, on the average. */
  readonly rate: number
  readonly asked: number
  readonly failed: number
  readonly accepted: number
  /** Of the accepted: ended as they must, with what they must print. */
  readonly finished: number
  readonly tally: Tally
}

/** Backwards is the order in which callers come first; `SERVICES` has those first that others call. */
export const FORWARDS: ReadonlyArray<ServiceName> = SERVICES
export const BACKWARDS: ReadonlyArray<ServiceName> = SERVICES.toReversed()

/**
 * Starts a stack of a stored release, loads it, applies this repository's migrations, then replaces service by service:
 * the new instance is there before the old one is asked to stop, as in a rolling deploy. The mesh's logins may do what
 * both releases need.
 */
export async function runUpgrade(options: UpgradeOptions): Promise<Upgrade> {
  const { env, from, order, say = () => {} } = options
  await using opened = new AsyncDisposableStack()
  const stateDir = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-upgrade-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  const release = opened.use(await unpackRelease(from))
  say(`starting ${from}`)
  const { services, entry, logins } = release
  const stack = opened.use(await startStack({ stateDir, env, services, entry, alsoMay: logins }))
  const keys = [await stack.createKey('one'), await stack.createKey('two')]
  const balancer = opened.use(await openBalancer())
  balancer.add(stack.url)

  const tally = openTally()
  const begunAt = performance.now()
  const load = startLoad({ ...options, url: balancer.url, keys, tally })
  // No matter what throws below, no request may be under way when the stack ends.
  const stopLoad = opened.adopt(load, (one) => one.stop())
  const since = () => `${((performance.now() - begunAt) / 1_000).toFixed(1)} s`
  const rest = () => new Promise((resolve) => setTimeout(resolve, options.restMs))
  await rest()
  say(`migrating, ${since()} after the beginning`)
  await prepareDatabase({ stateDir, adminUrl: stack.databaseUrl, env })
  for (const service of order.filter((name) => services.includes(name))) {
    say(`replacing ${service}, ${since()}`)
    const instance = opened.use(await startNext(stack, service))
    if (service === 'gateway') {
      balancer.add(instance.url)
      await balancer.remove(stack.url)
    }
    say(`stopping the ${service} of before, ${since()}`)
    await stack.stop(service)
    await rest()
  }
  const [rate, seconds] = [load.rate(), (performance.now() - begunAt) / 1_000]
  await stopLoad.stop()
  const finished = await countFinished(tally, `${balancer.url}/api/v1`)
  return { from, order, seconds, rate, ...totals(tally), accepted: tally.accepted.size, finished, tally }
}

/** Two executors on one engine need names and uids of their own, or they remove each other's cells. */
function startNext(stack: Stack, service: ServiceName): Promise<Instance> {
  const own = { EXECUTOR_ID: `${stack.executorId}-next`, EXECUTOR_UID_BASE: '40000' }
  const env = { gateway: { PUBLIC_URL: stack.url }, executor: own }
  return stack.startAnother(service, service === 'executor' || service === 'gateway' ? env[service] : {})
}

const LAST_MS = 60_000

/** How many are asked for at once. */
const AT_ONCE = 8

/** Asks for every accepted execution until it has ended; what has not by then is lost. */
async function countFinished(tally: Tally, api: string): Promise<number> {
  const deadline = Date.now() + LAST_MS
  const hasEnded = async (id: string, { prints, key }: Accepted): Promise<boolean> => {
    for (;;) {
      const answer = await ask(`${api}/executions/${id}`, key).catch(() => undefined)
      const status = answer?.status === 200 ? answer.body.status : 'running'
      if (status !== 'queued' && status !== 'running') return hasPrinted(answer?.body, prints)
      if (Date.now() > deadline) return false
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  const left = [...tally.accepted]
  let finished = 0
  const count = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop())
      if (await hasEnded(...next)) finished += 1
  }
  await Promise.all(Array.from({ length: AT_ONCE }, count))
  return finished
}
