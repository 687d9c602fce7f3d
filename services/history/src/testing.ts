import { randomUUID } from 'node:crypto'
import type { ExecutionResult } from '@runhive/contracts/execution'

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
