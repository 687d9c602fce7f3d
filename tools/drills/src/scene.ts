import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { type Stack, startStack } from '@runhive/stack/stack'
import type { Target } from './ask.ts'
import type { Gateways } from './load.ts'
import { type Observer, openObserver } from './observer.ts'

/** A stack of its own, and the eyes of the drills in it. */
export interface Scene extends AsyncDisposable {
  readonly stack: Stack
  /** Where the stack keeps its logs and the records of its processes. */
  readonly stateDir: string
  readonly target: Target
  /** Where the load goes. */
  readonly gateways: Gateways
  /** Everything that runs containers. */
  readonly executors: ReadonlyArray<Pick<Stack, 'containers'>>
  /** Sees everything. */
  readonly mesh: Mesh
  readonly observer: Observer
  /** Asks the executors to stop, and waits. */
  stopExecutors(): Promise<void>
}

type Environment = Readonly<Record<string, string>>

/** Few, so that a drill's load is more than what is warm. */
const SETTINGS = { EXECUTOR_WARM: '3', EXECUTOR_CONCURRENCY: '4', LOG_LEVEL: 'warn' }

/** Starts a stack on free ports. Disposing removes every process, container and file again. */
export async function openScene(env: Environment): Promise<Scene> {
  await using opened = new AsyncDisposableStack()
  const { stack, stateDir } = await openStack(opened, env, 1)
  const eyes = await openEyes(opened, stack)
  const closing = opened.move()
  return {
    ...eyes,
    stack,
    stateDir,
    gateways: { targets: [eyes.target], failOver: false },
    executors: [stack],
    stopExecutors: () => stack.stop('executor'),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/**
 * The same with two of each: gateways, auths and executors, the second one on the engine at `secondEngine` or on that
 * of the first, and three NATS servers that all keep every stream.
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
  const eyes = await openEyes(opened, stack)
  const { apiKey } = eyes.target
  const closing = opened.move()
  return {
    ...eyes,
    stack,
    stateDir,
    gateways: { targets: [eyes.target, { url: gateway.url, apiKey }], failOver: true },
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
  // What a drill breaks must be its own: never a server from outside.
  const { NATS_URL: _nats, DATABASE_URL: _database, ...own } = env
  const stack = opened.use(await startStack({ stateDir, natsNodes, env: { ...own, ...SETTINGS } }))
  return { stack, stateDir }
}

async function openEyes(opened: AsyncDisposableStack, stack: Stack) {
  const mesh = opened.use(await connectMesh({ url: stack.natsUrl, service: 'drills' }))
  const observer = opened.use(await openObserver(mesh))
  return { mesh, observer, target: { url: stack.url, apiKey: await stack.createKey() } }
}
