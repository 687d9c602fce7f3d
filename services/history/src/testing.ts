import { randomUUID } from 'node:crypto'
import type { Handlers } from '@runhive/contracts/define'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import { executionEvents, executionRequests } from '@runhive/contracts/execution-streams'
import type { history } from '@runhive/contracts/history'
import { AskedRequest, type Webhook } from '@runhive/contracts/request'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { type Kysely, sql } from 'kysely'
import { record as recordAll } from './db/record.ts'
import type { Schema } from './db/schema.ts'
import type { ExecutionRecord, Finished } from './domain/record.ts'
import { recordFinished } from './record-finished.ts'
import type { ToFinishedDeps } from './to-finished.ts'

/** A finished execution for tests: plausible, and as odd as `change` makes it. */
export function aResult(change: Partial<ExecutionResult> = {}): ExecutionResult {
  return {
    id: randomUUID(),
    language: 'python',
    runtime: 'python-3.13',
    status: 'succeeded',
    message: 'exited with code 0 after 11 ms',
    run: {
      status: 'succeeded',
      exitCode: 0,
      signal: null,
      limit: null,
      stdout: 'hello\n',
      stderr: '',
      encoding: 'utf8',
      truncated: { stdout: false, stderr: false },
      stdoutBytes: 6,
      stderrBytes: 0,
      wallMs: 11,
      cpuMs: 9.5,
      memoryBytes: 8_000_000,
    },
    timings: { queuedMs: 1, cellMs: 0.5, compileMs: 0, runMs: 11, totalMs: 13.25 },
    metadata: {},
    stored: true,
    createdAt: '2030-01-01T00:00:00.000Z',
    finishedAt: '2030-01-01T00:00:00.013Z',
    ...change,
  }
}

/** The same, having printed `stdout`. */
export function aResultThatPrinted(stdout: string): ExecutionResult {
  const result = aResult()
  return result.run === undefined ? result : { ...result, run: { ...result.run, stdout } }
}

/** An execution to be kept for an account, until long after any test. */
export function aRecord(accountId: string, result = aResult()): ExecutionRecord {
  return { id: result.id, accountId, result, expiresAt: new Date('2040-01-01T00:00:00.000Z') }
}

/** Records one execution by itself, with what more it has. */
export async function record(
  db: Kysely<Schema>,
  execution: ExecutionRecord,
  now: Date,
  more: Partial<Finished> = {},
): Promise<void> {
  const stored = execution.result.stored ? { resultJson: JSON.stringify(execution.result) } : {}
  const options = { now, maxPending: 100, logUntil: now }
  await recordAll(db, [{ ...execution, ...stored, ...more }], options)
}

/** What somebody asked, with every text odd that may be. */
export function aRequest(source = 'print(input())\0'): AskedRequest {
  return AskedRequest.parse({
    language: 'python',
    files: [{ name: '<script>.py', content: source }],
    stdin: 'in\0 \ud800 🐝',
    args: ['--n', '1'],
    env: { DEBUG: '1' },
    limits: { wallMs: 2_000 },
  })
}

/** Many executions at once, none of which was counted. */
export async function keepMany(
  db: Kysely<Schema>,
  { accountId, count, expiresAt }: { accountId: string; count: number; expiresAt: Date },
): Promise<void> {
  await sql`
    insert into executions (id, account_id, language, runtime, status, message, total_ms, created_at, finished_at, result,
                            result_bytes, expires_at)
    select gen_random_uuid(), ${accountId}, 'c', 'c', 'succeeded', '', 1, now(), now(), '{}', 2, ${expiresAt}
    from generate_series(1, ${count}::int)`.execute(db)
}

/** Recording from a mesh in memory. `write` may refuse what it is given. */
export function openRecording({
  write,
  last,
  seal = async ({ accountId }, payload) => `sealed for ${accountId}: ${payload.length}`,
  now = new Date('2030-01-01T00:00:01.000Z'),
}: {
  write?: (finished: ReadonlyArray<Finished>) => Promise<void>
  last?: ToFinishedDeps['requests']['last']
  seal?: ToFinishedDeps['seal']
  now?: Date
} = {}) {
  const mesh = createMemoryMesh()
  const kept: Finished[] = []
  const logged: unknown[] = []
  const consume = () =>
    recordFinished({
      ...{ mesh, seal, now: () => now },
      requests: last ? { last } : mesh.log(executionRequests),
      record: async (finished) => {
        await write?.(finished)
        kept.push(...finished)
      },
      retention: { defaultDays: 30, maxDays: 365 },
      log: { warn: () => undefined, error: (fields: unknown) => void logged.push(fields) },
    })
  const finish = (
    key: string,
    result: ExecutionResult,
    more: { retentionDays?: number; requestSent?: boolean; webhook?: Webhook } = {},
  ) => mesh.log(executionEvents).append(key, 5, { kind: 'finished', result, ...more })
  return { mesh, kept, logged, consume, finish, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

const unexpected = () => Promise.reject(new Error('this test does not ask for it'))

/** Handlers for the procedures that a test is not about. */
export const refusing: Handlers<typeof history> = {
  get: unexpected,
  request: unexpected,
  list: unexpected,
  remove: unexpected,
  exportPage: unexpected,
  usage: unexpected,
  analytics: unexpected,
  removeAccount: unexpected,
  webhookSecret: unexpected,
  listDeliveries: unexpected,
  testWebhook: unexpected,
  serviceStates: unexpected,
  outcomes: unexpected,
  facts: unexpected,
}
