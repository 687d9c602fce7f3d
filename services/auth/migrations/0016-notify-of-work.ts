import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await notify.execute(db)
  await sql`
    create trigger revocation_outbox_notify after insert on revocation_outbox
    for each row execute function notify_work('auth_revocations')`.execute(db)
  await sql`
    create trigger account_removals_notify after insert on account_removals
    for each row execute function notify_work('auth_removals')`.execute(db)
  await sql`
    create trigger accounts_suspended_notify after update of suspended_at on accounts
    for each row when (old.suspended_at is null and new.suspended_at is not null)
    execute function notify_work('auth_suspensions')`.execute(db)
}

/** Tells whoever listens on the channel that there is something to do, when the transaction commits. */
const notify = sql`
create function notify_work() returns trigger language plpgsql as $$
begin
  perform pg_notify(tg_argv[0], '');
  return null;
end $$`
