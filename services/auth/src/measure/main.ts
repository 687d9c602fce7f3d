import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@runhive/postgres/migrate'
import { openDatabase } from '@runhive/postgres/open'
import { prepared } from '@runhive/postgres/prepared'
import { provision } from '@runhive/postgres/provision'
import { startPostgres } from '@runhive/postgres/server'
import { copyCluster, freePort } from '@runhive/postgres/testing'
import { CompiledQuery, type Kysely, sql } from 'kysely'
import { BurstyRateLimiter, RateLimiterPostgres } from 'rate-limiter-flexible'
import { migrations } from '../../migrations/all.ts'
import { createKey } from '../create-key/create-key.ts'
import { createTakeAll } from '../db/limits.ts'
import type { Schema } from '../db/schema.ts'
import { parseApiKey } from '../domain/api-key.ts'
import type { LimitRequest, Verdict } from '../domain/limits.ts'
import { createBatches } from '../limits/batches.ts'

/**
 * Ways to count a request against its account and its key, on a Postgres that writes to disk: the numbers of decision
 * 7. `node services/auth/src/measure/main.ts`
 */
const REQUESTS = 4_000
const WARM_UP = 500
const LIMITS = { requestsPerMinute: 1_000_000, burst: 1_000_000 }

await using undo = new AsyncDisposableStack()
const dir = await mkdtemp(join(tmpdir(), 'runhive-measure-'))
undo.defer(() => rm(dir, { recursive: true, force: true }))
await copyCluster(dir)
const server = undo.use(await startPostgres(dir, await freePort()))
const url = await provision(server.url, 'auth')
const db = undo.use(openDatabase<Schema>(url))
await migrate(db, migrations)
const { accountId, keyId } = await makeKey(db)

const request: LimitRequest = {
  subjects: [
    { of: 'account', id: `account:${accountId}`, accountId, limits: LIMITS },
    { of: 'key', id: `key:${keyId}`, keyId, limits: LIMITS },
  ],
}
const takeAll = createTakeAll(db)
const together = createBatches<LimitRequest, Verdict>({
  answer: (requests) => takeAll(requests),
  size: 64,
  inFlight: 2,
})
const { consume: library, countAdmitted } = await openLibrary(db)
console.log(`rate-limiter-flexible, 200 at once against 50: ${await countAdmitted(200, 50)} admitted`)
const ways: Record<string, () => Promise<unknown>> = {
  'rate-limiter-flexible, bucket of two windows, account and key': library,
  'one statement each': () => takeAll([request]),
  'one statement for those that wait': () => together(request),
}
for (const inFlight of [1, 64]) {
  for (const [name, way] of Object.entries(ways)) {
    await run(way, WARM_UP, inFlight)
    const { p50, perSecond } = await run(way, REQUESTS, inFlight)
    console.log(`${inFlight} in flight  p50 ${p50.toFixed(2)} ms  ${perSecond.toFixed(0)}/s  ${name}`)
  }
}

async function run(way: () => Promise<unknown>, requests: number, inFlight: number) {
  const times: number[] = []
  const startedMs = performance.now()
  let begun = 0
  const worker = async () => {
    while (begun < requests) {
      begun += 1
      const atMs = performance.now()
      await way()
      times.push(performance.now() - atMs)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  const seconds = (performance.now() - startedMs) / 1_000
  return { p50: times.sort((a, b) => a - b)[requests / 2] ?? Number.NaN, perSecond: requests / seconds }
}

async function makeKey(db: Kysely<Schema>) {
  const { id = '' } = parseApiKey(await createKey(db, { account: 'measure', name: 'measure' })) ?? {}
  const row = await db
    .selectFrom('api_keys')
    .select('account_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { accountId: row.account_id, keyId: id }
}

/**
 * The library's token bucket: a window of the sustained rate, and one for the burst beyond it. Here it never needs the
 * second.
 */
async function openLibrary(db: Kysely<Schema>) {
  await sql`create table windows (key varchar(255) primary key, points integer not null default 0, expire bigint)`.execute(
    db,
  )
  const storeClient = {
    query: ({ name = 'x', text, values }: { name?: string; text: string; values: unknown[] }) =>
      db.executeQuery(prepared(name.replace(/[^a-z0-9-]/g, '-'), CompiledQuery.raw(text, values))),
  }
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterPostgres({
      ...{ storeClient, storeType: 'client', tableName: 'windows', tableCreated: true },
      ...{ keyPrefix, points, duration: 60 },
    })
  const bucket = (name: string) =>
    new BurstyRateLimiter(limiter(name, LIMITS.requestsPerMinute), limiter(`${name}-burst`, LIMITS.burst))
  const [ofAccount, ofKey] = [bucket('account'), bucket('key')]
  return {
    async consume(): Promise<void> {
      await ofAccount.consume(accountId)
      await ofKey.consume(keyId)
    },
    async countAdmitted(requests: number, points: number): Promise<number> {
      const small = limiter('small', points)
      const asked = Array.from({ length: requests }, () => small.consume('one'))
      return (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length
    },
  }
}
