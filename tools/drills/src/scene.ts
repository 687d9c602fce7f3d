import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { type Stack, startStack } from '@runhive/stack/stack'
import type { Target } from './ask.ts'
import { type Observer, openObserver } from './observer.ts'

/** A stack of its own, and the eyes of the drills in it. */
export interface Scene extends AsyncDisposable {
  readonly stack: Stack
  readonly target: Target
  /** Sees everything. */
  readonly mesh: Mesh
  readonly observer: Observer
}

type Environment = Readonly<Record<string, string>>

/** Few, so that a drill's load is more than what is warm. */
const SETTINGS = { EXECUTOR_WARM: '3', EXECUTOR_CONCURRENCY: '4', LOG_LEVEL: 'warn' }

/** Starts a stack on free ports. Disposing removes every process, container and file again. */
export async function openScene(env: Environment): Promise<Scene> {
  await using opened = new AsyncDisposableStack()
  const stateDir = await mkdtemp(join(tmpdir(), 'runhive-drills-'))
  opened.defer(() => rm(stateDir, { recursive: true, force: true }))
  // What a drill breaks must be its own: never a server from outside.
  const { NATS_URL: _nats, DATABASE_URL: _database, ...own } = env
  const stack = opened.use(await startStack({ stateDir, env: { ...own, ...SETTINGS } }))
  const mesh = opened.use(await connectMesh({ url: stack.natsUrl, service: 'drills' }))
  const observer = opened.use(await openObserver(mesh))
  const target = { url: stack.url, apiKey: await stack.createKey() }
  const closing = opened.move()
  return { stack, target, mesh, observer, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}
