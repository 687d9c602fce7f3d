import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '@runhive/bench/statistics'
import { ExecutorStatus } from '@runhive/contracts/executor'
import type { Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { startStack } from '@runhive/stack/stack'
import { runWaves } from './waves.ts'

/** How much two executors carry on one host, against one, when programs wait and do not compute. */
export interface ExecutorsResults {
  /** Executions that each executor runs at once. */
  readonly concurrency: number
  /** For how long each program sleeps. */
  readonly sleepMs: number
  /** Executions a second of each round. */
  readonly one: ReadonlyArray<number>
  readonly two: ReadonlyArray<number>
  /** Median of two over median of one. */
  readonly ratio: number
  readonly loadAverages: ReadonlyArray<number>
}

const CONCURRENCY = 4
/**
 * Long, because making and removing a container costs some 220 ms of processor time here, and seconds of waiting while
 * others use the machine: eight in twenty seconds keep less than a tenth of one processor busy with that, and what is
 * measured is waiting.
 */
const SLEEP_MS = 20_000
const WAVES = 3
const ROUNDS = 3
const SETTLE_MS = 90_000

type Environment = Readonly<Record<string, string>>

/** One, two, two, one …: a machine that gets slower or quicker meanwhile counts against both. */
export async function measureExecutors(
  env: Environment,
  quick: boolean,
  say: (line: string) => void,
): Promise<ExecutorsResults> {
  await using opened = new AsyncDisposableStack()
  const stateDir = await mkdtemp(join(tmpdir(), 'runhive-scale-'))
  opened.defer(() => rm(stateDir, { recursive: true, force: true }))
  const settings = {
    EXECUTOR_CONCURRENCY: String(CONCURRENCY),
    EXECUTOR_WARM: String(CONCURRENCY),
    LOG_LEVEL: 'warn',
  }
  say('starting a private stack …')
  const stack = opened.use(await startStack({ stateDir, env: { ...env, ...settings } }))
  const second = opened.use(await stack.startAnother('executor'))
  const mesh = opened.use(await connectMesh({ url: stack.natsUrl, service: 'scale' }))
  const apiKey = await stack.createKey('scale')
  const rates = { one: [] as number[], two: [] as number[] }
  const loadAverages: number[] = []
  const measure = async (count: 1 | 2) => {
    await (count === 1 ? second.stop() : second.start())
    await settle(mesh, count)
    const capacity = count * CONCURRENCY
    const rate = await runWaves({ url: stack.url, apiKey, capacity, waves: WAVES, sleepMs: SLEEP_MS })
    rates[count === 1 ? 'one' : 'two'].push(rate)
    loadAverages.push(loadavg()[0] ?? Number.NaN)
    say(`${count} executors: ${rate.toFixed(3)} executions/s, load ${loadAverages.at(-1)?.toFixed(1)}`)
  }
  for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
    for (const count of round % 2 === 0 ? ([1, 2] as const) : ([2, 1] as const)) await measure(count)
  }
  const ratio = median(rates.two) / median(rates.one)
  return { concurrency: CONCURRENCY, sleepMs: SLEEP_MS, ...rates, ratio, loadAverages }
}

/** Until so many executors are there, and their pools are full. */
async function settle(mesh: Mesh, count: number): Promise<void> {
  const until = Date.now() + SETTLE_MS
  while (Date.now() < until) {
    const there = (await mesh.discover()).filter(({ service }) => service === 'executor')
    const isSettled = there.every(({ status }) => {
      const { running, pools } = ExecutorStatus.parse(status)
      const isFull = Object.values(pools).every(
        ({ warm, target, starting }) => warm >= target && starting === 0,
      )
      return running === 0 && isFull
    })
    if (there.length === count && isSettled) return
  }
  throw new Error(`${count} executors were not at rest within ${SETTLE_MS / 1_000} s`)
}
