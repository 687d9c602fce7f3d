import type { Logger } from '@runhive/process/log'
import { type Repeated, repeat } from '@runhive/process/repeat'
import type { Kysely } from 'kysely'
import * as outbox from '../db/revocation-outbox.ts'
import type { Schema } from '../db/schema.ts'
import type { Revocation } from '../domain/revocation.ts'

const BATCH = 100
/** How often the outbox is looked at although nothing was notified, milliseconds. */
const LOOK_EVERY_MS = 30_000
/** After how long what could not be published is tried again, milliseconds. */
const RETRY_MS = 500

/**
 * Publishes which credentials have ended, from the outbox that is written in the same transaction. An event is deleted
 * only after it was published, and publishing it twice has no effect: a crash or a second process neither loses nor
 * repeats anything. Resolves when the outbox is empty.
 */
export async function publishRevocations(
  db: Kysely<Schema>,
  append: (id: string, event: Revocation) => Promise<void>,
): Promise<void> {
  for (;;) {
    const batch = await outbox.list(db, BATCH)
    await Promise.all(
      batch.map(async ({ id, event }) => {
        await append(id, event)
        await outbox.remove(db, id)
      }),
    )
    if (batch.length < BATCH) return
  }
}

/** Where the database notifies of something new in the outbox. */
export const REVOCATIONS_CHANNEL = 'auth_revocations'

export function startPublishing(deps: { publish: () => Promise<void>; log: Pick<Logger, 'warn'> }): Repeated {
  return repeat(deps.publish, {
    everyMs: LOOK_EVERY_MS,
    retryMs: RETRY_MS,
    onFailed: (err) => deps.log.warn({ err }, 'could not publish revocations, will try again'),
  })
}
