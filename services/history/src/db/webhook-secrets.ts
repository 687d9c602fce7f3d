import { type Kysely, sql } from 'kysely'
import { toColumnText } from '../domain/record.ts'
import { writeForAccount } from './accounts.ts'
import type { Schema } from './schema.ts'

/** Which secret an account has: a number, from which and the operator's setting the secret follows. */
export interface SecretVersion {
  readonly version: number
  /** undefined for the first one, which nobody had to make. */
  readonly rotatedAt: Date | undefined
}

const FIRST: SecretVersion = { version: 1, rotatedAt: undefined }

export async function find(db: Kysely<Schema>, accountId: string): Promise<SecretVersion> {
  const row = await db
    .selectFrom('webhook_secrets')
    .select(['version', 'rotated_at'])
    .where('account_id', '=', toColumnText(accountId))
    .executeTakeFirst()
  return row ? { version: row.version, rotatedAt: row.rotated_at } : FIRST
}

/** The next secret. Of an account that has been removed nothing is kept. */
export async function rotate(db: Kysely<Schema>, accountId: string, now: Date): Promise<SecretVersion> {
  const rotated = await writeForAccount(db, accountId, (trx) =>
    trx
      .insertInto('webhook_secrets')
      .values({ account_id: toColumnText(accountId), version: FIRST.version + 1, rotated_at: now })
      .onConflict((conflict) =>
        conflict.column('account_id').doUpdateSet({
          version: sql`webhook_secrets.version + 1`,
          rotated_at: now,
        }),
      )
      .returning('version')
      .executeTakeFirstOrThrow(),
  )
  return rotated ? { version: rotated.version, rotatedAt: now } : FIRST
}
