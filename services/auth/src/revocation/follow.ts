import type { revocations } from '@runhive/contracts/revocations'
import type { Log } from '@runhive/mesh/mesh'
import type * as z from 'zod'
import type { FallbackKeys } from '../keys/fallback-keys.ts'

type Revocation = z.output<(typeof revocations)['event']>

/** Follows what other processes revoke, so that this one does not accept such keys while the database is away. */
export function followRevocations(
  log: Pick<Log<Revocation>, 'tail'>,
  forget: FallbackKeys['forget'],
): Promise<AsyncDisposable> {
  return log.tail(({ event }) => {
    if (event.kind === 'account') forget({ accountId: event.accountId })
    else if (event.credential.kind === 'key') forget({ keyId: event.credential.id })
  })
}
