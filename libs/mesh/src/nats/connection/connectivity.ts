import { type NatsConnection, PermissionViolationError } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { abortable } from '../../abortable.ts'
import type { MeshLogger } from '../../logger.ts'
import { versionProblem } from './server-version.ts'

/** Whether the server can be reached, and notice when that changes. */
export interface Connectivity {
  /** False from the moment the server is gone until it is back: do not wait for an answer then. */
  isConnected(): boolean
  /**
   * Resolves at once while connected, else when the server is back. Rejects with `UNAVAILABLE` when it is not back
   * `withinMs`, and once all is over; with `CANCELLED` when `signal` aborts.
   */
  whenConnected(until?: { withinMs?: number; signal?: AbortSignal }): Promise<void>
  /** How often the server came back. State that it held for us before may be lost. */
  reconnects(): number
  /** True as soon as this process is shutting down: finish, and take nothing new. */
  isLeaving(): boolean
  leave(): void
  /** Called when the server is back (with all subscriptions restored), when shutdown begins, and at the end. */
  onChange(listener: (change: Change) => void): Disposable
}

export type Change = 'back' | 'leaving' | 'closed'

interface Events {
  readonly log: MeshLogger
  readonly onAway: () => void
  readonly onForbidden: (error: PermissionViolationError) => void
}

export function watchConnectivity(nats: NatsConnection, { log, onAway, onForbidden }: Events): Connectivity {
  const listeners = new Set<(change: Change) => void>()
  let connected = true
  let leaving = false
  let reconnects = 0
  let back = Promise.withResolvers<void>()

  const notify = (change: Change) => {
    for (const listener of [...listeners]) listener(change)
  }
  const wake = () => {
    back.resolve()
    back = Promise.withResolvers()
  }
  async function watch(): Promise<void> {
    for await (const status of nats.status()) {
      if (status.type === 'disconnect') {
        connected = false
        log.warn({ server: status.server }, 'mesh server is unavailable')
        onAway()
      } else if (status.type === 'reconnect') {
        const problem = versionProblem(nats)
        if (problem !== undefined) {
          log.error({ server: status.server }, problem)
          return nats.close()
        }
        log.info({ server: status.server }, 'mesh server is available again')
        connected = true
        reconnects += 1
        wake()
        notify('back')
      } else if (status.type === 'error') {
        log.error({ err: status.error }, 'mesh server refused something')
        if (status.error instanceof PermissionViolationError) onForbidden(status.error)
      }
    }
  }
  void watch()
  void nats.closed().then(() => {
    wake()
    notify('closed')
  })

  return {
    isConnected: () => connected && !nats.isClosed(),
    async whenConnected({ withinMs, signal } = {}) {
      if (!connected && !nats.isClosed()) {
        const settled = settledWithin(back.promise, withinMs)
        await (signal ? abortable(settled, signal) : settled)
      }
      if (nats.isClosed()) throw new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })
      if (!connected) throw new RpcError('UNAVAILABLE', { message: 'the mesh server is unavailable' })
    },
    reconnects: () => reconnects,
    isLeaving: () => leaving,
    leave() {
      leaving = true
      notify('leaving')
    },
    onChange(listener) {
      listeners.add(listener)
      return { [Symbol.dispose]: () => void listeners.delete(listener) }
    },
  }
}

async function settledWithin(promise: Promise<void>, ms: number | undefined): Promise<void> {
  if (ms === undefined) return promise
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, ms)
  await Promise.race([promise, late.promise])
  clearTimeout(timer)
}
