import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await countOut.execute(db)
  await releaseLeases.execute(db)
  await addCounters.execute(db)
  await admit.execute(db)
}

/**
 * Takes an ended lease out of the counters it counts in. Every function here locks counters in the order of their subjects,
 * an account's before its keys'; a key's counters change only while its account's are locked.
 */
const countOut = sql`
create function count_out(lease leases, give_back boolean) returns void language sql as $$
  update counters c
  set outstanding = greatest(c.outstanding - 1, 0),
      executions = case when give_back and c.day = lease.day then greatest(c.executions - 1, 0) else c.executions end
  where c.subject in (lease.counter, lease.key_counter)
$$`

/** Ends leases; gives their piece of the quota back if asked. Unknown ones change nothing. Gives how many ended. */
const releaseLeases = sql`
create function release_leases(the_owners text[], the_executions uuid[], give_back boolean) returns integer
language plpgsql as $$
declare
  ended leases;
  number integer := 0;
begin
  perform set_config('synchronous_commit', 'off', true);
  perform 1 from counters c
  where c.subject in (
    select unnest(array[l.counter, l.key_counter]) from leases l
    join unnest(the_owners, the_executions) as asked (owner, execution_id) using (owner, execution_id)
  )
  order by c.subject collate "C" for update;

  for ended in
    delete from leases l using unnest(the_owners, the_executions) as asked (owner, execution_id)
    where l.owner = asked.owner and l.execution_id = asked.execution_id
    returning l.*
  loop
    perform count_out(ended, give_back);
    number := number + 1;
  end loop;
  return number;
end $$`

/** Makes the counters that are missing, with full buckets. Those whose account or key was removed meanwhile are left out. */
const addCounters = sql`
create function add_counters(ids text[], accounts uuid[], keys text[]) returns void language plpgsql as $$
declare
  fresh record;
begin
  for fresh in
    select * from unnest(ids, accounts, keys) as f (id, account, key) order by f.id collate "C"
  loop
    begin
      insert into counters (subject, account_id, key_id, tokens, refilled_at, day)
      values (fresh.id, fresh.account, fresh.key, 'infinity', clock_timestamp(), '-infinity')
      on conflict do nothing;
    exception when foreign_key_violation then null;
    end;
  end loop;
end $$`

/**
 * Decides about many requests in one transaction, in their order: rate, then quota, then concurrency, each for both subjects of a
 * request. What is refused takes nothing from whatever is checked after it, and nothing of a quota.
 *
 * The first seven arrays are the subjects, each once. The others are the requests: positions of their subjects (the second may
 * be null) and, when an execution is asked for, its owner, its id and after how many milliseconds its lease lapses.
 * A limit that is null is none.
 *
 * Per request: null or what refused it, for which subject (1 or 2), and when to come back, milliseconds; what is left in the
 * buckets; how many leases the first subject had before. `gone` means that the account or key was removed meanwhile.
 */
const admit = sql`
create function admit(
  ids text[], accounts uuid[], keys text[],
  rates double precision[], bursts integer[], quotas integer[], widths integer[],
  firsts integer[], seconds integer[], owners text[], wanted uuid[], lapses double precision[],
  fixed_at timestamptz default null
) returns table (
  refused text, refused_by integer, retry_ms double precision,
  first_left double precision, second_left double precision, held integer
) language plpgsql as $$
declare
  there boolean[] := array_fill(false, array[cardinality(ids)]);
  filled double precision[] := array_fill(0::double precision, array[cardinality(ids)]);
  used integer[] := array_fill(0, array[cardinality(ids)]);
  live integer[] := array_fill(0, array[cardinality(ids)]);
  moment timestamptz;
  today date;
  lapsed leases;
  here counters;
  pair integer[];
  place integer;
  side integer;
  request integer;
  pause double precision;
  locked integer;
begin
  -- Losing the last moment's counting in a crash is nothing; waiting for the disk at every request, with the rows locked, is much.
  perform set_config('synchronous_commit', 'off', true);

  -- Twice: idle counters of addresses are purged, perhaps right between the two statements.
  for attempt in 1 .. 2 loop
    if (select count(*) from counters c where c.subject = any(ids)) < cardinality(ids) then
      perform add_counters(ids, accounts, keys);
    end if;
    perform 1 from counters c where c.subject = any(ids) order by c.subject collate "C" for update;
    get diagnostics locked = row_count;
    exit when locked = cardinality(ids);
  end loop;
  moment := coalesce(fixed_at, clock_timestamp());
  today := (moment at time zone 'UTC')::date;

  for lapsed in delete from leases l where l.counter = any(ids) and l.lapses_at <= moment returning l.* loop
    perform count_out(lapsed, false);
  end loop;

  for here in select c.* from counters c where c.subject = any(ids) loop
    place := array_position(ids, here.subject);
    there[place] := true;
    filled[place] := here.tokens;
    if bursts[place] is not null then
      filled[place] := least(
        bursts[place],
        here.tokens + greatest(0, extract(epoch from moment - here.refilled_at) * 1000) * rates[place]
      );
    end if;
    if here.day = today then used[place] := here.executions; end if;
    live[place] := here.outstanding;
  end loop;

  for request in 1 .. cardinality(firsts) loop
    refused := null; refused_by := null; retry_ms := null; second_left := null; held := null;
    pair := case when seconds[request] is null then array[firsts[request]]
                 else array[firsts[request], seconds[request]] end;

    for side in 1 .. cardinality(pair) loop
      place := pair[side];
      if not there[place] then
        refused := 'gone'; refused_by := side; retry_ms := 'infinity';
      elsif bursts[place] is not null and filled[place] < 1 then
        pause := (1 - filled[place]) / rates[place];
        if refused is null or pause > retry_ms then
          refused := 'rate'; refused_by := side; retry_ms := pause;
        end if;
      end if;
    end loop;

    if refused is null then
      for side in 1 .. cardinality(pair) loop
        place := pair[side];
        if bursts[place] is not null then filled[place] := filled[place] - 1; end if;
      end loop;
    end if;

    if refused is null and wanted[request] is not null then
      held := live[pair[1]];
      if exists (select from leases l where l.owner = owners[request] and l.execution_id = wanted[request]) then
        held := greatest(held - 1, 0);
      else
        for side in reverse cardinality(pair) .. 1 loop
          if quotas[pair[side]] <= used[pair[side]] then
            refused := 'quota'; refused_by := side;
            retry_ms := extract(epoch from ((today + 1)::timestamp at time zone 'UTC') - moment) * 1000;
          end if;
        end loop;
        if refused is null then
          for side in reverse cardinality(pair) .. 1 loop
            if widths[pair[side]] <= live[pair[side]] then
              refused := 'concurrency'; refused_by := side;
            end if;
          end loop;
        end if;
        if refused is null then
          insert into leases (owner, execution_id, counter, key_counter, day, lapses_at) values (
            owners[request], wanted[request], ids[pair[1]], ids[pair[2]], today,
            moment + lapses[request] * interval '1 millisecond'
          );
          for side in 1 .. cardinality(pair) loop
            place := pair[side];
            used[place] := used[place] + 1;
            live[place] := live[place] + 1;
          end loop;
        end if;
      end if;
    end if;

    first_left := filled[pair[1]];
    if cardinality(pair) > 1 then second_left := filled[pair[2]]; end if;
    return next;
  end loop;

  update counters c
  set tokens = after.tokens, refilled_at = moment, day = today, executions = after.used, outstanding = after.live
  from unnest(ids, filled, used, live) as after (subject, tokens, used, live)
  where c.subject = after.subject;
end $$`
