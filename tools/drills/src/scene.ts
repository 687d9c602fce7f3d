import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { type Stack, startStack } from '@runhive/stack/stack'
import type { Target } from './ask.ts'
import type { Gateways } from './load.ts'
import { type Observer, openObserver } from './observer.ts'

/** A stack of its own, and what the drills use to observe it. */
export interface Scene extends AsyncDisposable {
  readonly stack: Stack
  /** The folder of the stack's logs and process records. */
  readonly stateDir: string
  readonly target: Target
  /** Where the load goes. */
  readonly gateways: Gateways
  /** Everything that runs containers. */
  readonly executors: ReadonlyArray<Pick<Stack, 'containers'>>
  /** May use every subject. */
  readonly mesh: Mesh
  readonly observer: Observer
  /** Stops the executors gracefully. Resolves when they have ended. */
  stopExecutors(): Promise<void>
}

type Environment = Readonly<Record<string, string>>

/** Few warm cells, so that a drill's load needs more than there are. */
const SETTINGS = { EXECUTOR_WARM: '3', EXECUTOR_CONCURRENCY: '4', LOG_LEVEL: 'warn' }

/** Starts a stack on free ports. Disposing removes every process, container and file again. */
export async function openScene(env: Environment): Promise<Scene> {
  await using opened = new AsyncDisposableStack()
  const { stack, stateDir } = await openStack(opened, env, 1)
  const access = await openAccess(opened, stack)
  const closing = opened.move()
  return {
    ...access,
    stack,
    stateDir,
    gateways: { targets: [access.target], failOver: false },
    executors: [stack],
    stopExecutors: () => stack.stop('executor'),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/**
 * The same with two gateways, two auths, two executors and three NATS servers, each of which has a copy of every
 * stream. The second executor uses the engine at `secondEngine`, by default that of the first.
 */
export async function openScaledScene(env: Environment, secondEngine?: string): Promise<Scene> {
  await using opened = new AsyncDisposableStack()
  const { stack, stateDir } = await openStack(opened, env, 3)
  const engine = secondEngine === undefined ? {} : { DOCKER_HOST: secondEngine }
  const [gateway, executor, auth] = await Promise.all([
    stack.startAnother('gateway'),
    stack.startAnother('executor', engine),
    stack.startAnother('auth'),
  ])
  for (const instance of [gateway, executor, auth]) opened.use(instance)
  const access = await openAccess(opened, stack)
  const { apiKey } = access.target
  const closing = opened.move()
  return {
    ...access,
    stack,
    stateDir,
    gateways: { targets: [access.target, { url: gateway.url, apiKey }], failOver: true },
    executors: [stack, executor],
    async stopExecutors() {
      await Promise.all([stack.stop('executor'), executor.stop()])
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

async function openStack(opened: AsyncDisposableStack, env: Environment, natsNodes: 1 | 3) {
  const stateDir = await mkdtemp(join(tmpdir(), 'runhive-drills-'))
  opened.defer(() => rm(stateDir, { recursive: true, force: true }))
  // A drill must only break its own servers, never external ones.
  const { NATS_URL: _nats, DATABASE_URL: _database, ...own } = env
  const stack = opened.use(await startStack({ stateDir, natsNodes, env: { ...own, ...SETTINGS } }))
  return { stack, stateDir }
}

async function openAccess(opened: AsyncDisposableStack, stack: Stack) {
  const mesh = opened.use(await connectMesh({ url: stack.natsUrl, service: 'drills' }))
  const observer = opened.use(await openObserver(mesh))
  return { mesh, observer, target: { url: stack.url, apiKey: await stack.createKey() } }
}
