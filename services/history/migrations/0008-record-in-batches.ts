import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await finishedExecution.execute(db)
  await recordFinished.execute(db)
}

/** One execution that has finished. Positions, from 1 on, are those of its large parts, which come beside it. */
const finishedExecution = sql`
create type finished_execution as (
  id uuid,
  account_id text,
  account_digest text,
  account_lock bigint,
  language text,
  runtime text,
  status text,
  message text,
  total_ms double precision,
  created_at timestamptz,
  finished_at timestamptz,
  expires_at timestamptz,
  day date,
  hour timestamptz,
  errors integer,
  cpu_ms double precision,
  -- Position in the results; null when it must not be stored.
  result integer,
  result_bytes integer,
  -- Position in the requests; null when there is none, or it has not come yet.
  request integer,
  request_bytes integer,
  -- The id of its webhook; null when it has none.
  delivery uuid,
  url text,
  -- The payload encrypted; null when it stands in the payloads as it is.
  sealed text,
  payload integer
)`

/**
 * Counts and stores executions that have finished, each id once, with what was asked and their webhooks: all or
 * nothing, and once, however often it is called with one. What was removed does not come back, and for removed accounts
 * nothing is written. More webhooks of an account than may wait are logged as failed. Gives how many webhooks wait now
 * that did not before.
 *
 * The large parts are JSON arrays, whose elements are stored as they are, letter by letter: as json, or text of a
 * payload.
 *
 * Each statement sees what was committed before it, so what is looked up after the locks is what the locks guard.
 * Whoever calls this at the same time takes locks of accounts and rows in the same order: tables as below, rows by
 * their keys.
 */
const recordFinished = sql`
create function record_finished(
  the_finished json, the_results json, the_requests json, the_payloads json,
  the_moment timestamptz, seen_until timestamptz, count_in smallint, most_waiting integer, log_until timestamptz
) returns integer
language plpgsql as $$
declare
  rows finished_execution[];
  fresh uuid[];
  removed uuid[];
  lock bigint;
  waiting integer := 0;
begin
  rows := array(select r from json_populate_recordset(null::finished_execution, the_finished) as r);

  -- As every writer of an account's rows: a removal waits for us, or we find the account removed.
  for lock in select distinct r.account_lock from unnest(rows) as r order by 1 loop
    perform pg_advisory_xact_lock_shared(lock);
  end loop;
  rows := array(
    select r from unnest(rows) as r
    where not exists (select from removed_accounts gone where gone.digest = decode(r.account_digest, 'hex'))
  );

  with first as (
    insert into seen_executions (id, expires_at)
    select r.id, seen_until from unnest(rows) as r order by r.id
    on conflict (id) do nothing
    returning id
  )
  select coalesce(array_agg(first.id), '{}') into fresh from first;

  if cardinality(fresh) > 0 then
    insert into usage as u (account_id, day, language, runs, errors, cpu_ms)
    select r.account_id, r.day, r.language, count(*), sum(r.errors), sum(r.cpu_ms)
    from unnest(rows) as r where r.id = any(fresh)
    group by r.account_id, r.day, r.language
    order by r.account_id collate "C", r.day, r.language collate "C"
    on conflict (account_id, day, language) do update
    set runs = u.runs + excluded.runs, errors = u.errors + excluded.errors, cpu_ms = u.cpu_ms + excluded.cpu_ms;

    insert into outcomes as o (hour, status, shard, runs)
    select r.hour, r.status, count_in, count(*) from unnest(rows) as r where r.id = any(fresh)
    group by r.hour, r.status
    order by r.hour, r.status collate "C"
    on conflict (hour, status, shard) do update set runs = o.runs + excluded.runs;

    insert into executions (id, account_id, language, runtime, status, message, total_ms, created_at, finished_at,
                            result, result_bytes, expires_at)
    select r.id, r.account_id, r.language, r.runtime, r.status, r.message, r.total_ms, r.created_at, r.finished_at,
           large.part, r.result_bytes, r.expires_at
    from unnest(rows) as r
    join json_array_elements(the_results) with ordinality as large (part, position) on large.position = r.result
    where r.id = any(fresh)
    order by r.id
    on conflict (id) do nothing;
  end if;

  if not exists (select from unnest(rows) as r where r.request is not null or r.delivery is not null) then
    return 0;
  end if;
  removed := array(
    select s.id from unnest(rows) as r join seen_executions s on s.id = r.id where s.removed
  );

  insert into requests (id, account_id, request, request_bytes, expires_at)
  select r.id, r.account_id, large.part, r.request_bytes, r.expires_at
  from unnest(rows) as r
  join json_array_elements(the_requests) with ordinality as large (part, position) on large.position = r.request
  where r.id <> all(removed)
  order by r.id
  on conflict (id) do nothing;

  with due as (
    select r.*, row_number() over (partition by r.account_id order by r.id) as nr
    from unnest(rows) as r
    where r.delivery is not null and r.id <> all(removed)
      and not exists (select from deliveries d where d.execution_id = r.id)
  ), owners as (
    -- Counts no further than matters.
    select a.account_id, (
      select count(*) from (
        select from deliveries d where d.account_id = a.account_id and d.status in ('pending', 'sealed')
        limit most_waiting
      ) as already
    ) as already
    from (select distinct due.account_id from due) as a
  ), judged as (
    select due.*, owners.already + due.nr > most_waiting as too_many
    from due join owners on owners.account_id = due.account_id
  ), added as (
    insert into deliveries (id, execution_id, account_id, url, status, payload, created_at, next_attempt_at, attempts,
                            expires_at)
    select j.delivery, j.id, j.account_id, j.url,
           case when j.too_many then 'failed' when j.sealed is not null then 'sealed' else 'pending' end,
           case when j.too_many then null else coalesce(j.sealed, large.part::text) end,
           the_moment,
           case when j.too_many then null else the_moment end,
           case when j.too_many then jsonb_build_array(jsonb_build_object(
             'at', to_char(the_moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'durationMs', 0,
             'httpStatus', null, 'error', 'too many webhooks of this account are pending'
           )) else '[]'::jsonb end,
           case when j.too_many then log_until else null end
    from judged j
    left join json_array_elements(the_payloads) with ordinality as large (part, position) on large.position = j.payload
    order by j.id
    on conflict (execution_id) do nothing
    returning status
  )
  select count(*) into waiting from added where status <> 'failed';
  return waiting;
end $$`
