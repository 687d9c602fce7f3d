import type { Phase } from '@runhive/contracts/execution-result'
import type { EffectiveLimits } from '@runhive/contracts/limits'
import { FILE_SIZE_BYTES } from '../docker/options.ts'
import { lacksSomething, withDiagnostics } from '../domain/diagnostics/diagnose.ts'
import { toMessage } from '../domain/result/message.ts'
import { ranOutOfMemory } from '../domain/result/out-of-memory.ts'
import type { Program } from './program.ts'
import type { PhaseReport } from './run-phase.ts'

export interface Explained {
  /** With what its compiler or interpreter complained of as data. */
  readonly phase: Phase
  readonly message: string
}

export interface PhaseContext {
  readonly kind: 'compile' | 'run'
  readonly limits: EffectiveLimits
  readonly idleMs?: number | undefined
  /** It was cancelled, however the phase itself ended. */
  readonly cancelled?: boolean
}

/** What happened in a phase of a program: in one sentence, and in data. */
export function explain({ runtime, files }: Program, report: PhaseReport, context: PhaseContext): Explained {
  const { kind, limits, idleMs, cancelled } = context
  const diagnosed = withDiagnostics(report.phase, kind, runtime[kind]?.diagnostics)
  const noticed = ranOutOfMemory(report.phase, runtime[kind]?.outOfMemory, report.onTerminal)
  const phase: Phase = noticed ? { ...diagnosed, status: 'memory_exceeded', limit: 'memory' } : diagnosed
  const facts = {
    phase: cancelled ? { ...phase, status: 'cancelled' as const } : phase,
    limits,
    idleMs,
    terminal: report.onTerminal,
    fileSizeBytes: FILE_SIZE_BYTES,
    files: files.map(({ path }) => path),
    lacksSomething: lacksSomething(report.phase, kind, runtime[kind]?.missing ?? []),
    spawnError: cancelled ? undefined : report.spawnError,
    noticedNoMemory: noticed,
    forksRefused: report.forksRefused,
  }
  return { phase, message: toMessage(facts, kind === 'compile' ? 'compiler' : 'program') }
}
