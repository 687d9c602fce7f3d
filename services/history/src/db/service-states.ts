import { type Kysely, sql } from 'kysely'
import type { Minutes, Seen } from '../domain/service-states.ts'
import type { Schema } from './schema.ts'

/**
 * Stores the states of the services in a minute, and counts them in their hour: both or neither. Of several processes
 * only the first one in a minute counts. Gives whether this was the first.
 */
export async function keepMinute(
  db: Kysely<Schema>,
  { minute, seen }: { minute: Date; seen: readonly Seen[] },
): Promise<boolean> {
  const values = sql.join(
    seen.map(
      ({ service, state, instances }) =>
        sql`(${minute}::timestamptz(3), ${service}::text, ${state}::text, ${instances}::int)`,
    ),
  )
  const { rows } = await sql<{ kept: string }>`
    with kept as (
      insert into service_minutes (minute, service, state, instances) values ${values}
      on conflict (minute, service) do nothing
      returning minute, service, state),
    counted as (
      insert into service_hours (hour, service, up, degraded, down)
      select date_trunc('hour', minute, 'UTC'), service,
             (state = 'up')::int, (state = 'degraded')::int, (state = 'down')::int from kept
      on conflict (hour, service) do update set
        up = service_hours.up + excluded.up,
        degraded = service_hours.degraded + excluded.degraded,
        down = service_hours.down + excluded.down)
    select count(*) as kept from kept`.execute(db)
  return Number(rows[0]?.kept) > 0
}

export interface BucketQuery {
  readonly from: Date
  readonly until: Date
  readonly bucketMinutes: number
}

const HOUR_MINUTES = 60

/**
 * How many minutes of each bucket each service was in each state. Buckets begin at multiples of their length since
 * 1970.
 */
export async function minutesIn(
  db: Kysely<Schema>,
  { from, until, bucketMinutes }: BucketQuery,
  signal?: AbortSignal,
): Promise<Minutes[]> {
  const perService =
    bucketMinutes % HOUR_MINUTES === 0
      ? sql`select hour as at, service, up, degraded, down from service_hours where hour >= ${from} and hour < ${until}`
      : sql`select minute as at, service, (state = 'up')::int as up, (state = 'degraded')::int as degraded,
                   (state = 'down')::int as down
            from service_minutes where minute >= ${from} and minute < ${until}`
  const bucketSeconds = bucketMinutes * 60
  const query = sql<{ bucket: string; service: string; up: string; degraded: string; down: string }>`
    select floor(extract(epoch from at) / ${bucketSeconds}::int) * ${bucketSeconds}::int as bucket, service,
           sum(up) as up, sum(degraded) as degraded, sum(down) as down
    from (${perService}) as seen group by 1, 2`
  const { rows } = await query.execute(db, { signal, inflightQueryAbortStrategy: 'cancel query' })
  return rows.map(({ bucket, service, up, degraded, down }) => ({
    at: new Date(Number(bucket) * 1000),
    service,
    ...{ up: Number(up), degraded: Number(degraded), down: Number(down) },
  }))
}
