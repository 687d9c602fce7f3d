import type { Kysely } from 'kysely'
import * as outbox from '../db/revocation-outbox.ts'
import type { Schema } from '../db/schema.ts'
import type { Revocation } from '../domain/revocation.ts'

const BATCH = 100

/**
 * Tells every gateway which credentials have ended, from the outbox that the transaction which ended them has written. What has been
 * told is deleted only afterwards, and telling it twice is telling it once: neither a crash nor a second process loses or
 * repeats anything. Resolves when the outbox is empty.
 */
export async function sendRevocations(
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
