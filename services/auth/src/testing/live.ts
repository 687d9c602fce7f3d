import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Allowance, Plan } from '@runhive/contracts/account'
import { auth } from '@runhive/contracts/auth'
import type { RpcError } from '@runhive/contracts/define'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { migrate } from '@runhive/postgres/migrate'
import { openDatabase } from '@runhive/postgres/open'
import { provision } from '@runhive/postgres/provision'
import { startPostgres } from '@runhive/postgres/server'
import { freePort } from '@runhive/postgres/testing'
import type { Kysely } from 'kysely'
import { migrations } from '../../migrations/all.ts'
import { createKey } from '../create-key/create-key.ts'
import * as plans from '../db/plans.ts'
import type { Schema } from '../db/schema.ts'
import { parseApiKey } from '../domain/api-key.ts'

/** A client that calls auth as gateways do. */
export async function connectGateway(natsUrl: string) {
  const mesh = await connectMesh({ url: natsUrl, service: 'test' })
  const client = mesh.connect(auth)
  const ip = '192.0.2.1'
  const run = (token: string, executionId: string = randomUUID()) =>
    client.admit({ credential: { kind: 'key', token }, procedure: 'executions.run', executionId, ip })
  const get = (token: string) =>
    client.admit({ credential: { kind: 'key', token }, procedure: 'executions.get', ip })
  return { mesh, client, run, get, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

const PLENTY: Allowance = {
  requestsPerMinute: 1_000_000,
  burst: 1_000_000,
  executionsPerDay: 1_000_000,
  concurrentExecutions: 100_000,
}

/** A key of a new account, on a plan of its own with plenty of everything but what is named. */
export async function newKeyOn(db: Kysely<Schema>, allowance: Partial<Allowance> = {}) {
  const name = `p-${randomUUID().slice(0, 8)}`
  const plan: Plan = { name, allowance: { ...PLENTY, ...allowance }, maxKeys: 5, retentionDays: 9 }
  await plans.put(db, plan)
  const token = await createKey(db, { account: name, name: 'test' })
  const { id: accountId } = await db
    .updateTable('accounts')
    .set({ plan: name })
    .where('handle', '=', name)
    .returning('id')
    .executeTakeFirstOrThrow()
  return { token, accountId, plan, keyId: parseApiKey(token)?.id ?? '' }
}

/** How calls ended, each kind with how many: `admitted`, `<limit> of <whose>`, or the code. */
export async function outcomes(calls: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const call of await Promise.allSettled(calls)) {
    const error: RpcError | undefined = call.status === 'rejected' ? call.reason : undefined
    const { limit, of } = Object(error?.data)
    const refusal = error?.code === 'LIMITED' ? `${limit} of ${of}` : error?.code
    const name = refusal ?? 'admitted'
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** The end of an execution; what it was does not matter here. */
export const FINISHED: ExecutionEvent = {
  kind: 'finished',
  result: {
    id: randomUUID(),
    language: 'python',
    runtime: 'python-3.13',
    status: 'cancelled',
    message: 'cancelled by its owner',
    timings: { queuedMs: 0, cellMs: 0, compileMs: 0, runMs: 0, totalMs: 0 },
    limits: { wallMs: 1_000, cpuMs: 1_000, memoryBytes: 1_000_000, outputBytes: 1_000, processes: 1 },
    metadata: {},
    stored: false,
    createdAt: new Date(0).toISOString(),
    finishedAt: new Date(0).toISOString(),
  },
}

/** A Postgres that can be stopped and started, with a migrated schema. */
export async function createStoppableDatabase() {
  await using undo = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'runhive-auth-'))
  undo.defer(() => rm(dir, { recursive: true, force: true }))
  const port = await freePort()
  let server = await startPostgres(dir, port)
  undo.defer(() => server[Symbol.asyncDispose]())
  const url = await provision(server.url, 'auth')
  const db = openDatabase<Schema>(url)
  undo.defer(() => db.destroy())
  await migrate(db, migrations)
  const opened = undo.move()
  return {
    url,
    db,
    stop: () => server[Symbol.asyncDispose](),
    start: async () => {
      server = await startPostgres(dir, port)
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
