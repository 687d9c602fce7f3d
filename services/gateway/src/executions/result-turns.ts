import { setImmediate } from 'node:timers/promises'
import { GatewayError } from '../errors.ts'

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
   * Reads when it is the account's turn, in the order of asking. When the signal aborts before, rejects with its
   * reason, if that is an answer, else with `CANCELLED`.
   */
  read<T>(accountId: string, signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T>
}

interface Account {
  taken: number
  readonly waiting: Set<() => void>
}

export function createResultTurns(): ResultTurns {
  const accounts = new Map<string, Account>()

  const enter = async (accountId: string, signal: AbortSignal | undefined): Promise<Account> => {
    const account = accounts.get(accountId) ?? { taken: 0, waiting: new Set<() => void>() }
    accounts.set(accountId, account)
    if (account.taken === AT_ONCE) await inTurn(account.waiting, signal)
    else account.taken += 1
    return account
  }
  const leave = (accountId: string, account: Account) => {
    const [next] = account.waiting
    // Its place is the next one's.
    if (next) return next()
    account.taken -= 1
    if (account.taken === 0) accounts.delete(accountId)
  }

  return {
    async read(accountId, signal, read) {
      const account = await enter(accountId, signal)
      let pauseMs = 0
      try {
        const found = await read()
        pauseMs = Math.floor((charactersOf(found) / BYTES_PER_SECOND) * 1000)
        // Others have their turn between reading and writing.
        if (pauseMs > 0) await setImmediate()
        return found
      } finally {
        if (pauseMs === 0) leave(accountId, account)
        else setTimeout(() => leave(accountId, account), pauseMs).unref()
      }
    },
  }
}

async function inTurn(waiting: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  const turn = Promise.withResolvers<void>()
  const onAbort = () => turn.reject(toAnswer(signal?.reason))
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort)
  const begin = () => {
    waiting.delete(begin)
    turn.resolve()
  }
  waiting.add(begin)
  try {
    await turn.promise
  } finally {
    waiting.delete(begin)
    signal?.removeEventListener('abort', onAbort)
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
