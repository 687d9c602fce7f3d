import { randomUUID } from 'node:crypto'
import type { ExecutionEvent, ExecutionResult } from '@runhive/contracts/execution-result'
import type { WorkItem } from '@runhive/contracts/execution-streams'

/** Executions as they are on the wire, without a program behind them. */

const LIMITS = {
  wallMs: 10_000,
  cpuMs: 10_000,
  memoryBytes: 256 * 1024 * 1024,
  outputBytes: 1024 * 1024,
  processes: 64,
}
const HELLO = 'print("Hello, world")\n'
const OUTPUT = 'Hello, world\n'
const RUNTIME = 'python-3.13'

/** A small Python program, as a gateway accepts it. */
export function makeItem(accountId: string): WorkItem {
  return {
    id: randomUUID(),
    accountId,
    acceptedAt: new Date().toISOString(),
    runtime: RUNTIME,
    request: {
      ...{ language: 'python', source: HELLO, stdin: '', args: [], env: {}, compilerArgs: [] },
      ...{ limits: {}, compileLimits: {}, store: true, comparison: { mode: 'trimmed' }, collect: [] },
      ...{ stopAtFirstFailure: false, interactive: false, detached: false, metadata: {} },
    },
    limits: LIMITS,
    compileLimits: LIMITS,
  }
}

/** What an executor appends while a program runs that prints one line: `finished` comes after it. */
export function eventsOf(executor: string): ExecutionEvent[] {
  return [
    { kind: 'started', runtime: RUNTIME, executor },
    { kind: 'phase', name: 'run' },
    { kind: 'output', stream: 'stdout', text: OUTPUT },
  ]
}

export function toFinished(item: WorkItem, runMs: number): ExecutionEvent {
  const now = new Date().toISOString()
  const result: ExecutionResult = {
    id: item.id,
    language: 'python',
    runtime: RUNTIME,
    status: 'succeeded',
    message: `exited with code 0 after ${runMs.toFixed(1)} ms`,
    run: {
      ...{ status: 'succeeded', exitCode: 0, signal: null, limit: null, stdout: OUTPUT, stderr: '' },
      ...{ encoding: 'utf8', truncated: { stdout: false, stderr: false }, stderrBytes: 0 },
      ...{ stdoutBytes: OUTPUT.length, wallMs: runMs, cpuMs: 12, memoryBytes: 9_000_000 },
    },
    timings: { queuedMs: 0, cellMs: 0, compileMs: 0, runMs, totalMs: runMs },
    limits: LIMITS,
    metadata: {},
    stored: true,
    createdAt: item.acceptedAt,
    finishedAt: now,
  }
  return { kind: 'finished', result }
}
