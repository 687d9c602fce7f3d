import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await notify.execute(db)
  await sql`
    create trigger mails_notify after insert on mails
    for each row execute function notify_work('contact_mails')`.execute(db)
}

/** Tells whoever listens on the channel that there is something to do, when the transaction commits. */
const notify = sql`
create function notify_work() returns trigger language plpgsql as $$
begin
  perform pg_notify(tg_argv[0], '');
  return null;
end $$`
