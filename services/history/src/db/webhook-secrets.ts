import { type Kysely, sql } from 'kysely'
import { toColumnText } from '../domain/record.ts'
import { writeForAccount } from './accounts.ts'
import type { Schema } from './schema.ts'

/** The version of an account's secret. The secret is derived from it and the operator's setting. */
export interface SecretVersion {
  readonly version: number
  /** undefined for the first one. */
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

/** The next secret. For an account that was removed nothing is stored. */
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
