import { randomUUID } from 'node:crypto'
import { env as processEnv } from 'node:process'
import { contract } from '@runhive/contracts/define'
import { executionEvents } from '@runhive/contracts/execution-streams'
import { gateway } from '@runhive/contracts/gateway'
import type { Mesh } from '@runhive/mesh/mesh'
import { startNatsServer } from '@runhive/mesh/testing/nats-server'
import { openStreamOwner } from '@runhive/mesh/testing/stream-owner'
import { parseConfig } from '../src/config.ts'
import { type Engine, openEngine } from '../src/docker/engine.ts'
import { LABELS } from '../src/docker/options.ts'
import { openService } from '../src/service.ts'
import { progressOf } from './progress.ts'

/** A mesh with an engine to look into, for live tests; executors are opened on it. */
export interface Bench extends AsyncDisposable {
  readonly mesh: Mesh
  readonly engine: Engine
  readonly executorId: string
  /** Environment of an executor on this mesh, with an id and uids of its own. */
  readonly env: Readonly<Record<string, string>>
  /** Ids of this executor's containers, of one kind or of all. */
  containers(kind?: 'cell' | 'slot'): Promise<string[]>
}

const progressOnly = contract('gateway', { progress: gateway.procedures.progress })

export async function openBench(settings: Readonly<Record<string, string>> = {}): Promise<Bench> {
  await using opened = new AsyncDisposableStack()
  const { DOCKER_HOST = 'unix:///var/run/docker.sock' } = processEnv
  const nats = opened.use(await startNatsServer())
  const mesh = opened.use(await openStreamOwner(nats.url))
  const events = mesh.log(executionEvents)
  await mesh.serve(progressOnly, { progress: ({ key }) => progressOf(events, key) })
  const engine = opened.use(await openEngine({ host: DOCKER_HOST }))
  const executorId = `test-${randomUUID().slice(0, 8)}`
  const env = {
    NATS_URL: nats.url,
    DOCKER_HOST,
    EXECUTOR_ID: executorId,
    EXECUTOR_UID_BASE: String(100_000 + Math.floor(Math.random() * 1_000_000)),
    EXECUTOR_CONCURRENCY: '2',
    EXECUTOR_WARM: '2',
    LOG_LEVEL: 'error',
    ...settings,
  }
  async function containers(kind?: 'cell' | 'slot') {
    const all = await engine.list(`${LABELS.executor}=${executorId}`)
    return all.filter(({ labels }) => kind === undefined || labels[LABELS.kind] === kind).map(({ id }) => id)
  }
  opened.defer(async () => {
    await Promise.all((await containers()).map((id) => engine.remove(id)))
  })
  const closing = opened.move()
  return { mesh, engine, executorId, env, containers, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

/** A bench with an executor in this process. */
export async function openBenchWithExecutor(settings: Readonly<Record<string, string>> = {}): Promise<Bench> {
  await using opened = new AsyncDisposableStack()
  const bench = opened.use(await openBench(settings))
  opened.use(await openService(parseConfig(bench.env)))
  const closing = opened.move()
  return { ...bench, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}
