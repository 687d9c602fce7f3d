import type { Phase } from '@runhive/contracts/execution-result'
import type { PhaseFacts } from '../src/domain/result/message.ts'

export const MIB = 1024 * 1024
const PHASE: Phase = {
  status: 'succeeded',
  exitCode: 0,
  signal: null,
  limit: null,
  stdout: '',
  stderr: '',
  encoding: 'utf8',
  truncated: { stdout: false, stderr: false },
  stdoutBytes: 12,
  stderrBytes: 0,
  wallMs: 11.2,
  cpuMs: 410,
  memoryBytes: 1,
}
export const KILLED = { exitCode: null, signal: 'SIGKILL' } as const
const LIMITS = {
  wallMs: 10_000,
  cpuMs: 5_000,
  memoryBytes: 128 * MIB,
  outputBytes: MIB,
  processes: 64,
}

/** The facts about a phase that ended well, with these differences. */
export function toFacts(phase: Partial<Phase>, more: Partial<PhaseFacts> = {}): PhaseFacts {
  return {
    phase: { ...PHASE, ...phase },
    limits: LIMITS,
    fileSizeBytes: 64 * MIB,
    idleMs: 30_000,
    files: ['main.c', 'sub/ünï.c'],
    ...more,
  }
}
