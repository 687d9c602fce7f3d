import { prepared } from '@runhive/postgres/prepared'
import { CompiledQuery, type Kysely, sql } from 'kysely'
import {
  type Ask,
  type LimitKind,
  type Limits,
  maximumOf,
  nearest,
  refillPerMs,
  type Subject,
  toRate,
  type Verdict,
} from '../domain/limits.ts'
import type { Schema } from './schema.ts'

/** An execution that ends is not told in advance: when to ask again for a place is a guess. */
const CONCURRENCY_RETRY_MS = 1_000

interface Row {
  readonly refused: LimitKind | 'gone' | null
  readonly refused_by: 1 | 2 | null
  readonly retry_ms: number | null
  readonly first_left: number
  readonly second_left: number | null
  readonly held: number | null
}

/** `at` is for tests; otherwise the clock is the database's, so that all processes have the same one. */
export type AdmitAll = (asks: readonly Ask[], at?: Date) => Promise<Verdict[]>

const ADMIT = 'select * from admit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)'

/**
 * Decides about requests in one statement, in their order, and counts them. Safe with any number of processes: the counters are
 * locked while it runs. See the function `admit` in the migrations.
 */
export function createAdmitAll(db: Kysely<Schema>): AdmitAll {
  const query = prepared<Row>('admit', CompiledQuery.raw(ADMIT))
  const decide = async (asks: readonly Ask[], at?: Date): Promise<Verdict[]> => {
    const { rows } = await db.executeQuery<Row>({ ...query, parameters: [...toParameters(asks), at ?? null] })
    return asks.map((ask, index) => toVerdict(ask, rows[index]))
  }
  return async (asks, at) => {
    const verdicts: Verdict[] = []
    for (const indexes of withoutRepeats(asks)) {
      const decided = await decide(
        indexes.map((index) => asks[index]).filter((ask) => ask !== undefined),
        at,
      )
      decided.forEach((verdict, place) => {
        verdicts[indexes[place] ?? 0] = verdict
      })
    }
    return verdicts
  }
}

/** Positions, in groups to be decided one after the other: an execution that is asked for twice is in two of them. */
function withoutRepeats(asks: readonly Ask[]): number[][] {
  const groups: Array<{ indexes: number[]; executions: Set<string> }> = []
  asks.forEach(({ execution }, index) => {
    const name = execution ? `${execution.owner}.${execution.id}` : `${index}`
    let group = groups.find(({ executions }) => !executions.has(name))
    if (!group) {
      group = { indexes: [], executions: new Set() }
      groups.push(group)
    }
    group.indexes.push(index)
    group.executions.add(name)
  })
  return groups.map(({ indexes }) => indexes)
}

/** Takes the leases of requests that were admitted elsewhere, whatever the limits say, and counts them. */
export async function adoptLeases(db: Kysely<Schema>, asks: readonly Ask[]): Promise<void> {
  if (asks.length === 0) return
  const parameters = [...toParameters(asks, { unlimited: true }), null]
  await db.executeQuery<Row>(CompiledQuery.raw(ADMIT, parameters))
}

/** One array per field, as `unnest` likes it. `unlimited` leaves every limit out. */
function toParameters(asks: readonly Ask[], { unlimited = false } = {}): unknown[] {
  const subjects = [
    ...new Map(asks.flatMap((ask) => ask.subjects).map((subject) => [subject.id, subject])).values(),
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
    asks.map(({ subjects: [first] }) => position(first)),
    asks.map(({ subjects: [, second] }) => position(second)),
    asks.map(({ execution }) => execution?.owner ?? null),
    asks.map(({ execution }) => execution?.id ?? null),
    asks.map(({ execution }) => execution?.leaseMs ?? null),
  ]
}

function toVerdict({ subjects }: Ask, row: Row | undefined): Verdict {
  if (row === undefined) throw new Error('the database decided about fewer requests than it was asked for')
  if (row.refused === 'gone') return { kind: 'gone' }
  const [first, second] = subjects
  const ofFirst = toRate(row.first_left, first.limits)
  const ofSecond = second && row.second_left !== null ? toRate(row.second_left, second.limits) : undefined
  const rate = ofSecond ? nearest([ofFirst, ofSecond]) : ofFirst
  if (row.refused === null) return { kind: 'within', rate, outstanding: row.held ?? undefined }
  const by = (row.refused_by === 2 && second) || first
  return {
    kind: 'limited',
    limit: row.refused,
    of: by.of,
    maximum: maximumOf(row.refused, by.limits),
    retryAfterMs: row.retry_ms ?? CONCURRENCY_RETRY_MS,
    rate: row.refused === 'rate' && by === second && ofSecond ? ofSecond : rate,
  }
}

export interface LeaseRef {
  readonly owner: string
  readonly executionId: string
}

/**
 * Ends leases, and gives their piece of the day's quota back when the execution was never accepted. Gives how many there were.
 */
export async function releaseLeases(
  db: Kysely<Schema>,
  leases: readonly LeaseRef[],
  options: { giveBack: boolean },
): Promise<number> {
  const owners = leases.map(({ owner }) => owner)
  const ids = leases.map(({ executionId }) => executionId)
  const { rows } = await sql<{ ended: number }>`
    select release_leases(${owners}::text[], ${ids}::uuid[], ${options.giveBack}) as ended`.execute(db)
  return rows[0]?.ended ?? 0
}
