import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '@runhive/postgres/open'
import { type Kysely, sql } from 'kysely'
import type { Sample } from '../interleave.ts'
import { untilIdle } from '../tracing/traced-run.ts'
import { throughRest } from '../ways/gateway.ts'
import { type CpuMeter, openCpuMeter } from './cpu/meter.ts'
import type { Tree } from './tree/checkout.ts'
import { type CellKind, openStack } from './tree/open-stack.ts'

/** A stack that is measured, with everything that measures it. */
export interface Subject extends AsyncDisposable {
  readonly name: string
  readonly cpu: CpuMeter
  readonly db: Kysely<unknown>
  readonly natsUrl: string
  /** One Python hello over REST on a connection that is kept. */
  readonly call: () => Promise<Sample>
  /** Resolves when so many used cells are gone and the pool is full. At once when cells cost nothing. */
  refill(used: number): Promise<void>
  /** Resolves when the pool is full and nothing runs. */
  idle(): Promise<void>
  /** Resolves when history has recorded all that were asked for through `call`, and what follows has had time. */
  recorded(): Promise<void>
}

/** As many as are used in a row, so that a row finds warm cells. */
const WARM = 12
const RECORDED_WITHIN_MS = 30_000
const REFILLED_WITHIN_MS = 60_000
const LOOK_AGAIN_MS = 100
/** Then no cell is being created or removed, and the last one has had time to become ready. */
const UNCHANGED_LOOKS = 3
/** For what other services do with an end, some of it in batches: release the lease, ring for webhooks. */
const AFTERWARDS_MS = 1_000

export async function openSubject(
  tree: Tree,
  cells: CellKind,
  env: Readonly<Record<string, string>>,
): Promise<Subject> {
  await using opened = new AsyncDisposableStack()
  const { stack, stateDir } = opened.use(
    await openStack(tree, cells, { ...env, EXECUTOR_WARM: String(WARM) }),
  )
  const db = opened.use(openDatabase<unknown>(stack.databaseUrl))
  // Its plan refuses nobody.
  const gateway = { url: stack.url, apiKey: await stack.createKey('bench') }
  const cpu = opened.use(openCpuMeter(stateDir))
  const call = throughRest(gateway)
  let called = 0
  let seen = new Set<string>()
  const closing = opened.move()
  return {
    name: tree.name,
    cpu,
    db,
    natsUrl: stack.natsUrl,
    call: () => {
      called += 1
      return call()
    },
    async refill(used) {
      if (cells === 'replaced') return
      seen = await untilRefilled(() => stack.containers('cell'), seen, used)
    },
    async idle() {
      await untilIdle(gateway)
      if (cells === 'real') seen = new Set(await stack.containers('cell'))
    },
    recorded: () => untilRecorded(db, () => called),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/**
 * Asks Docker, not the executor: its answers would be counted as the cost of executions. Gives the cells that are there.
 * After demand there may be more of them than the pool keeps without, so a used one need not have a successor.
 */
async function untilRefilled(
  list: () => Promise<string[]>,
  before: ReadonlySet<string>,
  used: number,
): Promise<Set<string>> {
  let [last, unchanged] = ['', 0]
  for (const until = Date.now() + REFILLED_WITHIN_MS; Date.now() < until; ) {
    const now = new Set(await list())
    const gone = before.difference(now).size
    const looks = [...now].sort().join()
    unchanged = looks === last ? unchanged + 1 : 0
    if (gone >= used && now.size >= WARM && unchanged >= UNCHANGED_LOOKS) return now
    last = looks
    await delay(LOOK_AGAIN_MS)
  }
  throw new Error(`the pool was not full again within ${REFILLED_WITHIN_MS} ms`)
}

async function untilRecorded(db: Kysely<unknown>, count: () => number): Promise<void> {
  for (const until = Date.now() + RECORDED_WITHIN_MS; Date.now() < until; ) {
    const { rows } = await sql<{ count: string }>`select count(*) from history.executions`.execute(db)
    if (Number(rows[0]?.count) >= count()) return delay(AFTERWARDS_MS)
    await delay(LOOK_AGAIN_MS)
  }
  throw new Error('history did not record them all')
}
