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

export interface Asked {
  readonly kind: 'compile' | 'run'
  readonly limits: EffectiveLimits
  readonly idleMs?: number | undefined
  /** It was cancelled, whatever the phase itself ended with. */
  readonly cancelled?: boolean
}

/** What happened in a phase of a program: in one sentence, and in data. */
export function explain({ runtime, files }: Program, report: PhaseReport, asked: Asked): Explained {
  const { kind, limits, idleMs, cancelled } = asked
  const diagnosed = withDiagnostics(report.phase, kind, runtime[kind]?.diagnostics)
  const noticed = ranOutOfMemory(report.phase, runtime[kind]?.outOfMemory, report.onTerminal)
  const phase: Phase = noticed ? { ...diagnosed, status: 'memory_exceeded', limit: 'memory' } : diagnosed
  const told = {
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
  return { phase, message: toMessage(told, kind === 'compile' ? 'compiler' : 'program') }
}
