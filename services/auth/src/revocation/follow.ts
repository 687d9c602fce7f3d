import type { revocations } from '@runhive/contracts/revocations'
import type { Log } from '@runhive/mesh/mesh'
import type * as z from 'zod'
import type { InsuredKeys } from '../keys/fallback-keys.ts'

type Revocation = z.output<(typeof revocations)['event']>

/** Tells what other instances revoked: a key's insurance must not outlive it here. */
export function tellRevocations(
  log: Pick<Log<Revocation>, 'tail'>,
  forget: InsuredKeys['forget'],
): Promise<AsyncDisposable> {
  return log.tail(({ event }) => {
    if (event.kind === 'account') forget({ accountId: event.accountId })
    else if (event.credential.kind === 'key') forget({ keyId: event.credential.id })
  })
}
