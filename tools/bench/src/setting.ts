import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { executionQueue } from '@runhive/contracts/execution-streams'
import { ExecutorStatus } from '@runhive/contracts/executor'
import { parseConfig } from '@runhive/executor/config'
import { openEngine } from '@runhive/executor/docker/engine'
import { readSeccomp } from '@runhive/executor/docker/seccomp'
import { createPause } from '@runhive/executor/pool/pause'
import { createRemovals } from '@runhive/executor/pool/removal'
import { createSlots } from '@runhive/executor/pool/slots'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { startStack } from '@runhive/stack/stack'
import { openSupervisor } from '@runhive/stack/supervisor/supervisor'
import type { RawDocker } from './ways/docker-api.ts'
import type { DockerRunOptions } from './ways/docker-run.ts'
import type { GatewayOptions } from './ways/gateway.ts'

/** Everything the variants run against: a stack of its own, and the engine it uses, asked directly. */
export interface Setting extends AsyncDisposable {
  readonly gateway: GatewayOptions
  readonly natsUrl: string
  readonly docker: RawDocker
  readonly dockerRun: DockerRunOptions
  /** From the first process to all of them ready, milliseconds. */
  readonly startedMs: number
  processes(): ReadonlyArray<{ name: string; pid: number }>
  /** Resolves when the warm pool is full and nothing is being created or removed. Gives the number of warm cells. */
  settle(): Promise<number>
  /** Makes an account of this name when there is none, and a new key for it. */
  createKey(account: string): Promise<string>
  /** Executions that wait or run. */
  queueDepth(): Promise<number>
}

type Environment = Readonly<Record<string, string>>

const IMAGE = 'runhive/core'
/** Away from the stack's executor, whose uids follow its own base. */
const UID_BASE = 1_900_000
/** For the slots of the bare loop: as many as it has callers, and one for the running container. */
const SLOTS = 17
const SETTLE_TIMEOUT_MS = 60_000

/** Starts it all. Progress goes to `say`. Disposing removes every process, container and file again. */
export async function openSetting(env: Environment, say: (line: string) => void): Promise<Setting> {
  await using opened = new AsyncDisposableStack()
  const stateDir = await mkdtemp(join(tmpdir(), 'runhive-bench-'))
  opened.defer(() => rm(stateDir, { recursive: true, force: true }))
  say('starting a private stack …')
  const start = performance.now()
  const stack = opened.use(await startStack({ stateDir, env }))
  const startedMs = performance.now() - start
  const mesh = opened.use(await connectMesh({ url: stack.natsUrl, service: 'bench' }))
  const docker = await openDocker(opened, { env, dockerHost: stack.dockerHost, natsUrl: stack.natsUrl })
  const gateway = { url: stack.url, apiKey: await stack.createKey('bench') }
  const closing = opened.move()
  return {
    gateway,
    natsUrl: stack.natsUrl,
    docker,
    dockerRun: {
      image: IMAGE,
      dockerHost: stack.dockerHost,
      seccompFile: fileURLToPath(new URL('../../../services/executor/cell/seccomp.json', import.meta.url)),
      uid: UID_BASE + SLOTS,
      memoryBytes: docker.size.memoryBytes,
      processes: docker.size.processes,
    },
    startedMs,
    processes: () =>
      openSupervisor(stateDir, { detached: false })
        .list()
        .map(({ name, process: { pid } }) => ({ name, pid })),
    createKey: stack.createKey,
    queueDepth: () => mesh.queue(executionQueue).depth(),
    settle: () => settle(async () => (await mesh.discover({ withinMs: 100 })).find(isExecutor)?.status),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

const isExecutor = ({ service }: { service: string }) => service === 'executor'

/** The engine as the executor opens it, with slots of the benchmark's own. */
async function openDocker(
  opened: AsyncDisposableStack,
  own: { env: Environment; dockerHost: string; natsUrl: string },
): Promise<RawDocker> {
  const engine = opened.use(await openEngine({ host: own.dockerHost }))
  const config = parseConfig({
    ...own.env,
    DOCKER_HOST: own.dockerHost,
    NATS_URL: own.natsUrl,
    EXECUTOR_ID: `bench-${process.pid}`,
  })
  const imageId = (await engine.findImage(IMAGE))?.id
  if (imageId === undefined) throw new Error(`the image ${IMAGE} is missing: ./dev images builds it`)
  const lockdown = {
    seccomp: await readSeccomp(),
    runtime: config.runtime,
    executorId: config.executorId,
    appArmor: engine.facts.appArmor,
    cgroupVersion: engine.facts.cgroupVersion,
  }
  const known = new Set<string>()
  const removals = createRemovals({ engine, known, onFailure: (error) => console.error(error) })
  const context = { engine, lockdown, imageId, known, removals }
  const slots = createSlots({
    count: SLOTS,
    uidBase: UID_BASE,
    createPause: (uid) => createPause(context, uid),
  })
  opened.use(slots)
  return { engine, lockdown, slots, imageId, size: config.cellSize }
}

async function settle(readStatus: () => Promise<unknown>): Promise<number> {
  const until = Date.now() + SETTLE_TIMEOUT_MS
  while (Date.now() < until) {
    const { success, data } = ExecutorStatus.safeParse(await readStatus())
    if (!success) continue
    const pools = Object.values(data.pools)
    const warm = pools.reduce((sum, pool) => sum + pool.warm, 0)
    const full = warm > 0 && pools.every((pool) => pool.starting === 0 && pool.warm >= pool.target)
    if (full && data.running === 0 && data.slots.free === data.slots.total - warm) return warm
  }
  throw new Error(`the executor's warm pool did not fill within ${SETTLE_TIMEOUT_MS} ms`)
}
