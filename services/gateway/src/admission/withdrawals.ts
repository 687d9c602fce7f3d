import { MAX_LEASES } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import type { BackgroundRetries } from './retry-in-background.ts'

/** Executions to withdraw that are remembered while auth is away: others it finds by itself. */
const MAX_WITHDRAWN = 20_000

/** Withdraws executions that nobody will ask for, many at once and again until auth has heard. Never rejects. */
export function createWithdrawals(
  { withdraw }: Pick<Client<typeof auth>, 'withdraw'>,
  retries: BackgroundRetries,
): (executionIds: readonly string[]) => Promise<void> {
  const waiting = new Set<string>()
  let underWay = false
  return async (given) => {
    for (const id of given) if (waiting.size < MAX_WITHDRAWN) waiting.add(id)
    if (underWay) return
    underWay = true
    while (waiting.size > 0) {
      const executionIds = [...waiting].slice(0, MAX_LEASES)
      await retries.run(() => withdraw({ executionIds }))
      for (const id of executionIds) waiting.delete(id)
    }
    underWay = false
  }
}
