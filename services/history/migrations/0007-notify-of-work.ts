import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await notify.execute(db)
  // Of what will not be sent, tests and those beyond the limit, nobody need know.
  await sql`
    create trigger deliveries_notify after insert on deliveries
    for each row when (new.next_attempt_at is not null) execute function notify_work('history_deliveries')`.execute(
    db,
  )
}

/** Tells whoever listens on the channel that there is something to do, when the transaction commits. */
const notify = sql`
create function notify_work() returns trigger language plpgsql as $$
begin
  perform pg_notify(tg_argv[0], '');
  return null;
end $$`
