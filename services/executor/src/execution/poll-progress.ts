import { setTimeout as delay } from 'node:timers/promises'
import { type Client, isRetryable, RpcError } from '@runhive/contracts/define'
import type { gateway } from '@runhive/contracts/gateway'
import type { Progress } from './run-delivery.ts'

const PAUSE_MS = 1_000

/**
 * Asks a gateway how far an execution has come, again and again until one answers: meanwhile its item is held. Were
 * it given back, each outage of the gateways would count as an executor that died with it. Rejects when `stopping`
 * aborts, or the gateway says something else.
 */
export function createProgressPoll(
  client: Client<typeof gateway>,
  stopping: AbortSignal,
  pauseMs = PAUSE_MS,
): (key: string) => Promise<Progress> {
  return async (key) => {
    for (;;) {
      try {
        return await client.progress({ key }, { signal: stopping })
      } catch (error) {
        if (stopping.aborted || !(isRetryable(error) || isLate(error))) throw error
        await delay(pauseMs, undefined, { signal: stopping })
      }
    }
  }
}

/** Asking twice does no harm. */
function isLate(error: unknown): boolean {
  return error instanceof RpcError && error.code === 'DEADLINE_EXCEEDED'
}
