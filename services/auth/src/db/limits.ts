import { prepared } from '@runhive/postgres/prepared'
import { CompiledQuery, type Kysely, sql } from 'kysely'
import {
  CONCURRENCY_RETRY_MS,
  type LimitKind,
  type LimitRequest,
  type Limits,
  refillPerMs,
  type Slot,
  type Subject,
  toVerdict,
  type Verdict,
} from '../domain/limits.ts'
import type { Schema } from './schema.ts'

interface Row {
  readonly refused: LimitKind | 'gone' | 'narrow' | null
  readonly refused_by: 1 | 2 | null
  readonly retry_ms: number | null
  readonly first_left: number
  readonly second_left: number | null
  readonly held: number | null
}

/** `at` is for tests; otherwise the clock is the database's, so that all processes have the same one. */
export type TakeAll = (requests: readonly LimitRequest[], at?: Date) => Promise<Verdict[]>

const ADMIT = 'select * from admit_requests($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)'

/**
 * Decides about requests in one statement, in their order, and counts them: the function `admit_requests` of the migrations,
 * by the rules of `../domain/limits.ts`. Safe with any number of processes, because it locks the counters.
 */
export function createTakeAll(db: Kysely<Schema>): TakeAll {
  const query = prepared<Row>('admit', CompiledQuery.raw(ADMIT))
  const decide = async (requests: readonly LimitRequest[], at?: Date): Promise<Verdict[]> => {
    const { rows } = await db.executeQuery<Row>({
      ...query,
      parameters: [...toParameters(requests), at ?? null],
    })
    return requests.map((request, index) => readVerdict(request, rows[index]))
  }
  return async (requests, at) => {
    const verdicts: Verdict[] = []
    for (const group of splitAtRepeats(requests)) verdicts.push(...(await decide(group, at)))
    return verdicts
  }
}

/** Groups to be decided one after the other: `admit_requests` takes each execution once, but it may be requested again. */
function splitAtRepeats(requests: readonly LimitRequest[]): LimitRequest[][] {
  const groups: LimitRequest[][] = requests.length === 0 ? [] : [[]]
  const executions = new Set<string>()
  for (const request of requests) {
    const { owner, id } = request.execution ?? {}
    const name = `${owner}.${id}`
    if (id !== undefined && executions.has(name)) {
      groups.push([])
      executions.clear()
    }
    executions.add(name)
    groups.at(-1)?.push(request)
  }
  return groups
}

/** Takes the slots of requests that memory admitted and counts them, whatever the limits say. */
export async function adoptSlots(db: Kysely<Schema>, requests: readonly LimitRequest[]): Promise<void> {
  if (requests.length === 0) return
  const parameters = [...toParameters(requests, { unlimited: true }), null]
  await db.executeQuery<Row>(CompiledQuery.raw(ADMIT, parameters))
}

/** One array per field, as `unnest` likes it. `unlimited` leaves every limit out. */
function toParameters(requests: readonly LimitRequest[], { unlimited = false } = {}): unknown[] {
  const subjects = [
    ...new Map(
      requests.flatMap((request) => request.subjects).map((subject) => [subject.id, subject]),
    ).values(),
  ]
  const positions = new Map(subjects.map(({ id }, index) => [id, index + 1]))
  const position = (subject: Subject | undefined) => (subject && positions.get(subject.id)) ?? null
  const of = <T>(read: (subject: Subject) => T | undefined) =>
    subjects.map((subject) => read(subject) ?? null)
  const limit = (read: (limits: Limits) => number | undefined) =>
    of(({ limits }) => (unlimited ? undefined : read(limits)))
  return [
    of(({ id }) => id),
    of(({ accountId }) => accountId),
    of(({ keyId }) => keyId),
    of(({ limits }) => refillPerMs(limits)),
    limit(({ burst }) => burst),
    limit(({ executionsPerDay }) => executionsPerDay),
    limit(({ concurrentExecutions }) => concurrentExecutions),
    requests.map(({ subjects: [first] }) => position(first)),
    requests.map(({ subjects: [, second] }) => position(second)),
    requests.map(({ execution }) => execution?.owner ?? null),
    requests.map(({ execution }) => execution?.id ?? null),
    requests.map(({ execution }) => execution?.lapsesAfterMs ?? null),
    requests.map(({ keeps }) => (unlimited ? null : (keeps ?? null))),
  ]
}

function readVerdict(request: LimitRequest, row: Row | undefined): Verdict {
  if (row === undefined) throw new Error('the database decided about fewer requests than it was given')
  if (row.refused === 'gone') return { kind: 'gone' }
  const refusal =
    row.refused === 'narrow'
      ? row.refused
      : row.refused && {
          limit: row.refused,
          by: row.refused_by === 2 ? (1 as const) : (0 as const),
          retryAfterMs: row.retry_ms ?? CONCURRENCY_RETRY_MS,
        }
  return toVerdict(request, {
    tokens: [row.first_left, row.second_left ?? undefined],
    refusal: refusal ?? undefined,
    outstanding: row.held ?? undefined,
  })
}

/** Ends slots and, with `giveBack`, gives their executions back to the quota of the day. Gives how many there were. */
export async function releaseSlots(
  db: Kysely<Schema>,
  slots: readonly Slot[],
  options: { giveBack: boolean },
): Promise<number> {
  const owners = slots.map(({ owner }) => owner)
  const ids = slots.map(({ executionId }) => executionId)
  const { rows } = await sql<{ ended: number }>`
    select release_leases(${owners}::text[], ${ids}::uuid[], ${options.giveBack}) as ended`.execute(db)
  return rows[0]?.ended ?? 0
}

/** Forgets the counters of addresses without a request for a day: an address is personal data. */
export async function forgetIdleAddresses(db: Kysely<Schema>, limit: number): Promise<void> {
  await sql`
    delete from counters where subject in (
      select subject from counters
      where account_id is null and key_id is null and outstanding = 0 and refilled_at < now() - interval '1 day'
      limit ${limit} for update skip locked
    )`.execute(db)
}
