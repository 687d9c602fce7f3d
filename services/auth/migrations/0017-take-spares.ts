import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('leases')
    // Of a spare execution: until when withdrawing it gives its tokens back too.
    .addColumn('token_until', 'timestamptz')
    .execute()
  await admitRequests.execute(db)
  await admit.execute(db)
  await withdrawLeases.execute(db)
}

/**
 * Decides about many requests in one transaction, in their order: rate, then quota, then concurrency, each for both
 * subjects of a request. What is refused takes nothing from whatever is checked after it, and nothing of a quota.
 *
 * The first seven arrays are the subjects, each once. The others are the requests: positions of their subjects (the
 * second may be null) and, when an execution is asked for, its owner, its id (each execution once) and after how many
 * milliseconds its lease lapses. A limit that is null is none. The last array is of spare executions, taken in advance:
 * how much each must leave of every limit; null for ordinary requests.
 *
 * Per request: null or what refused it, for which subject (1 or 2), and when to come back, milliseconds; what is left
 * in the buckets; how many leases the first subject had before. `gone` means that the account or key was removed
 * meanwhile, `narrow` that a spare execution would have left too little.
 */
const admitRequests = sql`
create function admit_requests(
  ids text[], accounts uuid[], keys text[],
  rates double precision[], bursts integer[], quotas integer[], widths integer[],
  firsts integer[], seconds integer[], owners text[], wanted uuid[], lapses double precision[],
  keeps integer[],
  fixed_at timestamptz default null
) returns table (
  refused text, refused_by integer, retry_ms double precision,
  first_left double precision, second_left double precision, held integer
) language plpgsql as $$
declare
  n constant integer := cardinality(ids);
  -- Of the subjects.
  there boolean[] := array_fill(false, array[n]);
  filled double precision[] := array_fill(0::double precision, array[n]);
  since timestamptz[] := array_fill(null::timestamptz, array[n]);
  used integer[] := array_fill(0, array[n]);
  days date[] := array_fill(null::date, array[n]);
  live integer[] := array_fill(0, array[n]);
  swept timestamptz[] := array_fill(null::timestamptz, array[n]);
  -- Of the requests.
  known boolean[];
  taken boolean[] := array_fill(false, array[cardinality(firsts)]);
  full_at timestamptz[] := array_fill(null::timestamptz, array[cardinality(firsts)]);
  moment timestamptz;
  today date;
  here counters;
  ended record;
  pair integer[];
  place integer;
  side integer;
  request integer;
  pause double precision;
begin
  -- Losing the last moment's counting in a crash is nothing; waiting for the disk at every request, with the rows
  -- locked, is much.
  perform set_config('synchronous_commit', 'off', true);

  -- Twice: idle counters of addresses are purged, perhaps right between the two statements.
  for attempt in 1 .. 2 loop
    if (select count(*) from counters c where c.subject = any(ids)) < n then
      perform add_counters(ids, accounts, keys);
    end if;
    for here in select * from counters c where c.subject = any(ids) order by c.subject collate "C" for update loop
      place := array_position(ids, here.subject);
      there[place] := true;
      filled[place] := here.tokens;
      since[place] := here.refilled_at;
      used[place] := here.executions;
      days[place] := here.day;
      live[place] := here.outstanding;
      swept[place] := here.swept_at;
    end loop;
    exit when true = all(there);
  end loop;
  -- Only now: whoever waited for the rows must not count from before.
  moment := coalesce(fixed_at, clock_timestamp());
  today := (moment at time zone 'UTC')::date;

  for place in 1 .. n loop
    if bursts[place] is not null then
      pause := greatest(0, extract(epoch from moment - since[place]) * 1000);
      filled[place] := least(bursts[place], filled[place] + pause * rates[place]);
    end if;
    if days[place] <> today then used[place] := 0; end if;
  end loop;

  if cardinality(array_remove(wanted, null)) > 0 then
    for ended in
      with lapsed as (
        delete from leases l using unnest(ids, swept) as s (id, swept_at)
        where l.counter = s.id and l.lapses_at > s.swept_at and l.lapses_at <= moment
        returning l.counter, l.key_counter
      )
      select s.subject, count(*)::integer as leases
      from lapsed, unnest(array[counter, key_counter]) as s (subject) where s.subject is not null
      group by s.subject
    loop
      place := array_position(ids, ended.subject);
      if place is not null then live[place] := greatest(live[place] - ended.leases, 0);
      else
        update counters c set outstanding = greatest(c.outstanding - ended.leases, 0)
        where c.subject = ended.subject;
      end if;
    end loop;

    swept := array_fill(moment, array[n]);

    select array_agg(l.owner is not null order by asked.nr) into known
    from unnest(owners, wanted) with ordinality as asked (owner, execution_id, nr)
    left join leases l on l.owner = asked.owner and l.execution_id = asked.execution_id;
  end if;

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

    if keeps[request] is not null and refused is distinct from 'gone' then
      refused := null; refused_by := null; retry_ms := null;
      if known[request] then refused := 'narrow'; end if;
      for side in 1 .. cardinality(pair) loop
        place := pair[side];
        if least(filled[place], quotas[place] - used[place], widths[place] - live[place]) - 1 < keeps[request] then
          refused := 'narrow';
        end if;
        if bursts[place] is not null then
          full_at[request] := least(
            full_at[request],
            moment + floor((bursts[place] - (filled[place] + live[place])) / rates[place]) * interval '1 millisecond'
          );
        end if;
      end loop;
    end if;

    if refused is null then
      for side in 1 .. cardinality(pair) loop
        place := pair[side];
        if bursts[place] is not null then filled[place] := filled[place] - 1; end if;
      end loop;
    end if;

    if refused is null and wanted[request] is not null then
      held := live[pair[1]];
      if known[request] then
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
          taken[request] := true;
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

  if true = any(taken) then
    insert into leases (owner, execution_id, counter, key_counter, day, lapses_at, token_until)
    select asked.owner, asked.execution_id, ids[asked.first], ids[asked.second], today,
           moment + asked.lapse * interval '1 millisecond', asked.full_at
    from unnest(owners, wanted, firsts, seconds, lapses, taken, full_at)
      as asked (owner, execution_id, first, second, lapse, taken, full_at)
    where asked.taken;
  end if;

  update counters c
  set tokens = after.tokens, refilled_at = moment, day = today, executions = after.used, outstanding = after.live,
      swept_at = after.swept_at
  from unnest(ids, filled, used, live, swept) as after (subject, tokens, used, live, swept_at)
  where c.subject = after.subject;
end $$`

/** The same for auth's release before this one, which knows no spare executions. */
const admit = sql`
create or replace function admit(
  ids text[], accounts uuid[], keys text[],
  rates double precision[], bursts integer[], quotas integer[], widths integer[],
  firsts integer[], seconds integer[], owners text[], wanted uuid[], lapses double precision[],
  fixed_at timestamptz default null
) returns table (
  refused text, refused_by integer, retry_ms double precision,
  first_left double precision, second_left double precision, held integer
) language sql as $$
  select * from admit_requests(
    ids, accounts, keys, rates, bursts, quotas, widths, firsts, seconds, owners, wanted, lapses,
    array_fill(null::integer, array[cardinality(firsts)]), fixed_at
  )
$$`

/**
 * Ends leases whose executions nobody will ask for, and gives back what they took: the quota, and of spare executions
 * the tokens of buckets that cannot have become full without them. Gives how many ended.
 */
const withdrawLeases = sql`
create function withdraw_leases(
  the_owners text[], the_executions uuid[], fixed_at timestamptz default null
) returns integer language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  perform 1 from counters c
  where c.subject in (
    select unnest(array[l.counter, l.key_counter]) from leases l
    join unnest(the_owners, the_executions) as asked (owner, execution_id) using (owner, execution_id)
  )
  order by c.subject collate "C" for update;

  update counters c set tokens = c.tokens + back.tokens
  from (
    select s.subject, count(*) as tokens
    from leases l join unnest(the_owners, the_executions) as asked (owner, execution_id) using (owner, execution_id),
      unnest(array[l.counter, l.key_counter]) as s (subject)
    where l.token_until > coalesce(fixed_at, clock_timestamp())
    group by s.subject
  ) as back
  where c.subject = back.subject;

  return release_leases(the_owners, the_executions, true);
end $$`
