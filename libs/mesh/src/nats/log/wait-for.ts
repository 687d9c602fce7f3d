import { RpcError } from '@runhive/contracts/define'
import type { Numbered } from '../../mesh.ts'
import { isTransient } from '../jetstream/api.ts'
import { decodeMessage, type LogContext, lastEvent } from './events.ts'

/** As for followers: in a cluster, a server may learn of a new subscription too late. */
const QUIET_MS = 10_000

/**
 * Hears one kind of event under one key from now on, and looks into the store for what it may have missed: at first,
 * unless `fresh`, after an absence of the server, and now and then.
 */
export function waitFor<E>(
  context: LogContext<E>,
  { key, kind }: { key: string; kind: string },
  { fresh = false, signal }: { fresh?: boolean; signal: AbortSignal },
): Promise<Numbered<E> | undefined> {
  const { connection, definition } = context
  const { promise, resolve, reject } = Promise.withResolvers<Numbered<E> | undefined>()
  const subject = `${definition.prefix}.${key}.${kind}`
  const subscription = connection.subscribe(subject, (message) => {
    // A message that another stream delivered here has the subject that it has there.
    if (message.subject !== subject) return
    const arrived = decodeMessage(context, message)
    if (arrived?.event !== undefined) resolve({ ...arrived, event: arrived.event })
    else if (arrived) reject(new RpcError('INTERNAL', { message: 'the event cannot be read' }))
  })
  const lookUp = async () => {
    try {
      const found = await lastEvent(context, key, kind)
      if (found) resolve(found)
    } catch (error) {
      if (!isTransient(error) || connection.nats.isClosed()) reject(error)
    }
  }
  const changes = connection.onChange((change) => {
    if (change === 'back') void lookUp()
    if (change === 'closed') reject(new RpcError('UNAVAILABLE', { message: 'the mesh is closed' }))
  })
  const quiet = setInterval(lookUp, QUIET_MS)
  const leave = () => resolve(undefined)
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  else if (!fresh) void lookUp()
  return promise.finally(() => {
    subscription.unsubscribe()
    changes[Symbol.dispose]()
    clearInterval(quiet)
    signal.removeEventListener('abort', leave)
  })
}
