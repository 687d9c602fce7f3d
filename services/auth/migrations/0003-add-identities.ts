import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('accounts')
    // Who somebody is: an issuer, and the issuer's own name for the person. An e-mail address may change hands.
    .addColumn('issuer', 'text')
    .addColumn('subject', 'text')
    .addColumn('email', 'text')
    .addColumn('name', 'text')
    // From here on no credential of the account is worth anything; the row goes when everything else is gone.
    .addColumn('removed_at', 'timestamptz')
    .execute()
  await db.schema
    .alterTable('accounts')
    .addCheckConstraint('accounts_identity', sql`(issuer is null) = (subject is null)`)
    .execute()
  await db.schema
    .alterTable('accounts')
    .addUniqueConstraint('accounts_issuer_subject', ['issuer', 'subject'])
    .execute()
  await db.schema.createIndex('accounts_email').on('accounts').column('email').execute()
}
