import {
  type Diagnostic,
  MAX_DIAGNOSTICS,
  MAX_KEPT_COMPILER_BYTES,
  type Phase,
} from '@runhive/contracts/execution-result'
import { type DiagnosticsFormat, PARSERS } from './formats.ts'
import { type Mention, toDiagnostic } from './mention.ts'
import { toPlainLines } from './plain-lines.ts'

/**
 * How much is read: of a compiler the beginning, as much as a result keeps of one stream; of a run the end. It bounds
 * what the worst output costs to some 30 ms of the executor's time; an ordinary one costs less than one.
 */
const READ_COMPILER_CHARACTERS = MAX_KEPT_COMPILER_BYTES
const READ_RUN_CHARACTERS = 64 * 1024

/**
 * The phase with what its compiler or interpreter complained of. A run is read only when it failed or died of a signal:
 * an interpreter that ended well, or was ended by a limit, may have printed a complaint but did not end of it.
 *
 * The text is what the result keeps. Of output longer than that, the one line in which the middle was left out joins
 * two, and may be misread.
 */
export function withDiagnostics(
  phase: Phase,
  kind: 'compile' | 'run',
  format: DiagnosticsFormat | undefined,
): Phase {
  if (format === undefined) return phase
  const diagnostics = readDiagnostics(toReadable(phase, kind), format)
  return diagnostics.length === 0 ? phase : { ...phase, diagnostics }
}

/** Whether a phase failed because of something that is not there, by the words of its compiler or interpreter. */
export function lacksSomething(phase: Phase, kind: 'compile' | 'run', missing: readonly string[]): boolean {
  if (phase.status !== 'failed' || missing.length === 0) return false
  const text = toPlainLines(toReadable(phase, kind)).join('\n')
  return missing.some((expression) => new RegExp(expression, 'm').test(text))
}

/** The diagnostics in a text, in its order. Of too many the less severe are left out. */
export function readDiagnostics(text: string, format: DiagnosticsFormat): Diagnostic[] {
  const mentions = PARSERS[format](toPlainLines(text))
  const kept = new Map<Mention, Diagnostic>()
  for (const severity of ['error', 'warning', 'note'] as const) {
    for (const mention of mentions) {
      if (kept.size === MAX_DIAGNOSTICS) break
      const diagnostic = mention.severity === severity ? toDiagnostic(mention) : undefined
      if (diagnostic) kept.set(mention, diagnostic)
    }
  }
  return mentions.map((mention) => kept.get(mention)).filter((diagnostic) => diagnostic !== undefined)
}

/** Some compilers complain on their standard output; an interpreter's standard output is the program's. */
function toReadable(phase: Phase, kind: 'compile' | 'run'): string {
  if (kind === 'compile') return `${phase.stdout}\n${phase.stderr}`.slice(0, READ_COMPILER_CHARACTERS)
  const failed = phase.status === 'failed' || phase.status === 'signaled'
  return failed ? phase.stderr.slice(-READ_RUN_CHARACTERS) : ''
}
