import { type NatsConnection, PermissionViolationError } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { MeshLogger } from '../logger.ts'
import { abortable } from './abortable.ts'

/** Whether the server is there, and who wants to know when that changes. */
export interface Presence {
  /** False from the moment the server is gone until it is back: do not wait for what cannot come. */
  isConnected(): boolean
  /**
   * Resolves at once while connected, else when the server is back. Rejects with `UNAVAILABLE` when it is not back
   * `withinMs`, and once all is over; with `CANCELLED` when `signal` aborts.
   */
  whenConnected(until?: { withinMs?: number; signal?: AbortSignal }): Promise<void>
  /** How often the server came back. What was arranged with it before may not hold any more. */
  absences(): number
  /** True as soon as this process wants to leave: finish, and take nothing new. */
  isLeaving(): boolean
  leave(): void
  /** Called when the server is back (subscriptions stand again by then), when we start to leave, and at the end. */
  onChange(listener: (change: Change) => void): Disposable
}

export type Change = 'back' | 'leaving' | 'closed'

interface Events {
  readonly log: MeshLogger
  readonly onAway: () => void
  readonly onForbidden: (error: PermissionViolationError) => void
}

export function watchPresence(connection: NatsConnection, { log, onAway, onForbidden }: Events): Presence {
  const listeners = new Set<(change: Change) => void>()
  let connected = true
  let leaving = false
  let absences = 0
  let back = Promise.withResolvers<void>()

  const tell = (change: Change) => {
    for (const listener of [...listeners]) listener(change)
  }
  const wake = () => {
    back.resolve()
    back = Promise.withResolvers()
  }
  async function watch(): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') {
        connected = false
        log.warn({ server: status.server }, 'mesh server is unavailable')
        onAway()
      } else if (status.type === 'reconnect') {
        log.info({ server: status.server }, 'mesh server is available again')
        connected = true
        absences += 1
        wake()
        tell('back')
      } else if (status.type === 'error') {
        log.error({ err: status.error }, 'mesh server refused something')
        if (status.error instanceof PermissionViolationError) onForbidden(status.error)
      }
    }
  }
  void watch()
  void connection.closed().then(() => {
    wake()
    tell('closed')
  })

  return {
    isConnected: () => connected && !connection.isClosed(),
    async whenConnected({ withinMs, signal } = {}) {
      if (!connected && !connection.isClosed()) {
        const settled = settledWithin(back.promise, withinMs)
        await (signal ? abortable(settled, signal) : settled)
      }
      if (connection.isClosed()) throw new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })
      if (!connected) throw new RpcError('UNAVAILABLE', { message: 'the mesh server is unavailable' })
    },
    absences: () => absences,
    isLeaving: () => leaving,
    leave() {
      leaving = true
      tell('leaving')
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
