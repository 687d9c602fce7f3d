import type { ExecutionResult } from '@runhive/contracts/execution-result'
import { executionEvents, executionQueue, type WorkItem } from '@runhive/contracts/execution-streams'
import type { AskedRequest } from '@runhive/contracts/request'
import { createMemoryMesh } from '@runhive/mesh/memory'
import type { Mesh } from '@runhive/mesh/mesh'
import { createLogger } from '@runhive/process/log'
import { parseConfig } from '../config.ts'
import { type Gateway, openGateway } from '../service.ts'
import { serveAuth } from './auth.ts'
import { type AuthState, createAuthState } from './auth-state.ts'
import { serveContact } from './contact.ts'
import { serveHistory } from './history.ts'
import { serveExecutor, startWorker } from './services.ts'

export interface TestGateway extends AsyncDisposable {
  readonly url: string
  readonly mesh: Mesh
  readonly records: Map<string, ExecutionResult>
  /** What history keeps of what was asked, under the same keys. */
  readonly requests: Map<string, AskedRequest>
  /** What the stand-in for auth remembers. */
  readonly auth: AuthState
  readonly revoked: Set<string>
  /** Lines it logged. */
  readonly logged: string[]
  /** Stops the gateway alone; the mesh and the others stay. */
  stop(): Promise<void>
  /** Another gateway on the same mesh. */
  openNext(port: number): Promise<Gateway>
  /** The kind of the newest event under a key. */
  lastKind(key: string): Promise<string | undefined>
  /** Removes the events under a key, as an hour does. */
  forget(key: string): Promise<void>
  /** Takes the next item out of the queue. */
  nextItem(): Promise<WorkItem | undefined>
  /** Executions waiting or under way. */
  queued(): Promise<number>
  /** Asks over REST, as the account `alice` unless the headers say otherwise. */
  ask(
    path: string,
    init?: RequestInit & { json?: unknown },
  ): Promise<{ status: number; body: Answer; headers: Headers }>
}

/** What tests read of any answer: an error's fields or a result's. */
export interface Answer {
  readonly [field: string]: unknown
  readonly code?: string
  readonly message?: string
  readonly requestId?: string
  readonly details?: { readonly [field: string]: unknown; readonly issues?: ReadonlyArray<{ path: unknown }> }
  readonly id?: string
}

export interface TestOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Takes work and holds each item for this; `false`: nobody takes work. */
  readonly hold?: ((item: WorkItem) => Promise<unknown>) | false
  readonly mesh?: (mesh: Mesh) => Mesh
  /** Services nobody answers for. */
  readonly absent?: ReadonlyArray<'auth' | 'executor' | 'history' | 'contact'>
}

const TAKE_MS = 30_000

/** A whole gateway on a memory mesh with stand-ins for the others, on free ports. */
export async function openTestGateway(options: TestOptions = {}): Promise<TestGateway> {
  await using opened = new AsyncDisposableStack()
  const mesh = opened.use(createMemoryMesh())
  const records = new Map<string, ExecutionResult>()
  const requests = new Map<string, AskedRequest>()
  const auth = createAuthState(mesh)
  const logged: string[] = []
  const absent = new Set(options.absent)
  if (!absent.has('auth')) opened.use(await serveAuth(mesh, auth))
  if (!absent.has('executor')) opened.use(await serveExecutor(mesh))
  if (!absent.has('history')) opened.use(await serveHistory(mesh, records, requests))
  if (!absent.has('contact')) opened.use(await serveContact(mesh))
  if (options.hold !== false) opened.use(startWorker(mesh, options.hold))
  const config = parseConfig({
    NATS_URL: 'nats://127.0.0.1:1',
    PORT: '0',
    STOP_GRACE_MS: '2000',
    ...options.env,
  })
  const destination = { write: (line: string) => void logged.push(line) }
  const log = createLogger({ service: 'gateway', level: 'info', destination })
  const seen = options.mesh?.(mesh) ?? mesh
  const gateway = opened.use(once(await openGateway(seen, config, log)))
  const closing = opened.move()
  return {
    url: gateway.url,
    mesh,
    records,
    requests,
    auth,
    revoked: auth.revoked,
    logged,
    stop: async () => gateway[Symbol.asyncDispose](),
    openNext: (port) => openGateway(seen, { ...config, port }, log),
    lastKind: async (key) => (await mesh.log(executionEvents).last(key))?.event.kind,
    forget: (key) => mesh.log(executionEvents).forget(key),
    async nextItem() {
      await using delivery = await mesh.queue(executionQueue).take(AbortSignal.timeout(TAKE_MS))
      await delivery.done()
      return delivery.item
    },
    queued: () => mesh.queue(executionQueue).depth(),
    ask: (path, init) => ask(gateway.url + path, init),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** A mesh that notes the signal of everybody who follows a log of it, or waits for one of its events. */
export function noteFollowers(signals: AbortSignal[]): (mesh: Mesh) => Mesh {
  return (mesh) => ({
    ...mesh,
    log: (definition) => {
      const log = mesh.log(definition)
      const follow: typeof log.follow = (key, options) => {
        signals.push(options.signal)
        return log.follow(key, options)
      }
      const waitFor: typeof log.waitFor = (key, kind, options) => {
        signals.push(options.signal)
        return log.waitFor(key, kind, options)
      }
      return { ...log, follow, waitFor }
    },
  })
}

/** The same, safe to dispose twice. */
function once<T extends AsyncDisposable>(opened: T): T {
  let closing: PromiseLike<void> | undefined
  return {
    ...opened,
    [Symbol.asyncDispose]: () => {
      closing ??= opened[Symbol.asyncDispose]()
      return closing
    },
  }
}

async function ask(url: string, { json, headers, ...init }: RequestInit & { json?: unknown } = {}) {
  const answer = await fetch(url, {
    ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
    ...init,
    headers: {
      authorization: 'Bearer rh_alice',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(headers as Record<string, string> | undefined),
    },
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('application/json')
  return {
    status: answer.status,
    headers: answer.headers,
    body: (isJson ? JSON.parse(text) : { text }) as Answer,
  }
}
