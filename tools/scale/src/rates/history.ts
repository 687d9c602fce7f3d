import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { eventKey, executionEvents } from '@runhive/contracts/execution-streams'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import { makeItem, toFinished } from '../simulation/work.ts'
import { partCpuMs } from './processes.ts'
import type { RatesResults } from './results.ts'
import { startWithoutGateway } from './stack-without-gateway.ts'

const LOOK_MS = 50
const TIMEOUT_MS = 300_000

/** Ends that one history process writes to Postgres, a second: they are all in the log before it starts. */
export async function measureHistory(
  env: Readonly<Record<string, string>>,
  quick: boolean,
  say: (line: string) => void,
): Promise<RatesResults['history']> {
  await using opened = new AsyncDisposableStack()
  const stateDir = await mkdtemp(join(tmpdir(), 'runhive-scale-'))
  opened.defer(() => rm(stateDir, { recursive: true, force: true }))
  const settings = { LOG_LEVEL: 'warn' }
  const stack = opened.use(
    await startWithoutGateway({ stateDir, services: ['history'], env: { ...env, ...settings } }),
  )
  const mesh = opened.use(await connectMesh({ url: stack.natsUrl, service: 'scale' }))
  const nats = opened.use(await connectRawNats(stack.natsUrl))
  const pending = async () => {
    const info = await nats.request(`$JS.API.CONSUMER.INFO.${executionEvents.name}.records_finished`, '')
    const { num_pending, num_ack_pending }: { num_pending: number; num_ack_pending: number } =
      JSON.parse(info)
    return num_pending + num_ack_pending
  }
  await stack.stop('history')
  const writes = quick ? 500 : 5_000
  const log = mesh.log(executionEvents)
  for (let written = 0; written < writes; written += 100) {
    const items = Array.from({ length: 100 }, () => makeItem('scale'))
    await Promise.all(
      items.map((item) => log.append(eventKey(item.accountId, item.id), 1, toFinished(item, 5))),
    )
  }
  await stack.start('history')
  const [from, left] = [performance.now(), await pending()]
  const before = { history: partCpuMs(stateDir, 'history'), postgres: partCpuMs(stateDir, 'postgres') }
  const until = Date.now() + TIMEOUT_MS
  while ((await pending()) > 0) {
    if (Date.now() > until) throw new Error('history did not write everything in time')
    await delay(LOOK_MS)
  }
  const perSecond = (left * 1_000) / (performance.now() - from)
  say(`history: ${left} ends at ${perSecond.toFixed(0)}/s`)
  return {
    writes: left,
    perSecond,
    historyCpuMs: (partCpuMs(stateDir, 'history') - before.history) / left,
    postgresCpuMs: (partCpuMs(stateDir, 'postgres') - before.postgres) / left,
  }
}
