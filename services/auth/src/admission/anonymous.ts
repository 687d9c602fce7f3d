import { createHmac } from 'node:crypto'
import { countedAs } from '@runhive/process/address'
import { toDay } from '../domain/day.ts'

/**
 * Gives the account that owns a signed-out caller's executions: one per address and day, so that others cannot find
 * them. It does not reveal the address, which is digested with a secret of the day that is deleted when the day is
 * over.
 */
export function createAnonymousAccounts(deps: {
  findSecret: (day: string) => Promise<Uint8Array>
  now: () => Date
}): (ip: string | undefined) => Promise<string> {
  let known: { day: string; secret: Promise<Uint8Array> } | undefined

  const secretOf = (day: string) => {
    if (known?.day !== day) {
      const secret = deps.findSecret(day)
      known = { day, secret }
      secret.catch(() => {
        known = undefined
      })
    }
    return known.secret
  }

  return async (ip) => {
    const secret = await secretOf(toDay(deps.now()))
    return `anon-${createHmac('sha256', secret).update(countedAs(ip)).digest('hex').slice(0, 32)}`
  }
}
