import type { Msg } from '@nats-io/transport-node'
import type { Numbered } from '../mesh.ts'
import { abortable, pause } from './abortable.ts'
import { decodeMessage, type LogContext } from './events.ts'
import { deliveryInfo } from './jetstream.ts'
import { openReader } from './reader.ts'

const BATCH = 256
const EXPIRES_MS = 10_000
const TROUBLE_PAUSE_MS = 200

/**
 * Reads the whole stream and goes on listening; after any trouble it continues behind the last message it handed over.
 * Disposing ends all of it at once.
 */
export async function tail<E>(
  context: LogContext<E>,
  handler: (event: Numbered<E>) => void,
): Promise<AsyncDisposable> {
  const { link, service, definition, log } = context
  const stop = new AbortController()
  const { signal } = stop
  let from = 1
  const handOver = (message: Msg) => {
    if (signal.aborted) return
    from = deliveryInfo(message).streamSequence + 1
    const arrived = decodeMessage(context, message)
    if (arrived?.event === undefined) return
    try {
      handler({ ...arrived, event: arrived.event })
    } catch (error) {
      log.error({ stream: definition.name, err: error }, 'tail handler failed')
    }
  }
  async function read(): Promise<void> {
    await link.whenConnected({ signal })
    await abortable(context.ensure(), signal)
    using reader = await openReader(link, {
      service,
      stream: definition.name,
      filter: `${definition.prefix}.>`,
      from,
    })
    while (!signal.aborted) await reader.pull({ batch: BATCH, expiresMs: EXPIRES_MS, signal }, handOver)
  }
  async function keepReading(): Promise<void> {
    while (!signal.aborted && !link.connection.isClosed()) {
      try {
        await read()
      } catch (error) {
        if (signal.aborted || link.connection.isClosed()) return
        log.debug({ stream: definition.name, err: error }, 'tail starts again')
        context.ensure.forget()
        await pause(TROUBLE_PAUSE_MS, signal)
      }
    }
  }
  await context.ensure()
  void keepReading()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
    },
  }
}
