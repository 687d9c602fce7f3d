import { setImmediate } from 'node:timers/promises'
import { createGate } from '../../domain/gate.ts'
import { GatewayError } from '../../errors/gateway-error.ts'

/** Results of one account that a gateway reads at once. */
const AT_ONCE = 2
/**
 * How long a place stays taken after a result: as if it came at so many bytes a second. Of these a MiB takes about 10 ms
 * of the gateway's one thread, which reads it from NATS, parses, checks and writes it.
 */
const BYTES_PER_SECOND = 8 * 1024 * 1024

/** Lets reads of one account wait for each other, so that many large results do not hold up everybody else. */
export interface ResultTurns {
  /**
   * Reads when it is the account's turn, in the order of asking. When the signal has aborted by then, rejects with its
   * reason, if that is an answer, else with `CANCELLED`.
   */
  read<T>(accountId: string, signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T>
}

export function createResultTurns(): ResultTurns {
  const places = createGate(AT_ONCE)
  return {
    async read(accountId, signal, read) {
      const place = await places.enter(accountId)
      let pauseMs = 0
      try {
        if (signal?.aborted) throw toAnswer(signal.reason)
        const found = await read()
        pauseMs = Math.floor((charactersOf(found) / BYTES_PER_SECOND) * 1000)
        // Others have their turn between reading and writing.
        if (pauseMs > 0) await setImmediate()
        return found
      } finally {
        const leave = () => place[Symbol.dispose]()
        if (pauseMs === 0) leave()
        else setTimeout(leave, pauseMs).unref()
      }
    },
  }
}

const toAnswer = (reason: unknown) =>
  reason instanceof GatewayError ? reason : new GatewayError('CANCELLED', { cause: reason })

/** Close enough to its bytes, without writing it once more. */
function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce<number>((sum, part) => sum + charactersOf(part), 0)
}
