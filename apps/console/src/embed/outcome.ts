import { type Kept, textOf } from '../execution/kept-output.ts'
import { type Outcome, shorten } from './protocol.ts'

/** The fields of a phase that are read here. */
interface Phase extends Kept {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly wallMs: number
}

/** The fields of an answer that are read here. */
export interface Answer {
  readonly status: string
  readonly compile?: Phase | null | undefined
  readonly run?: Phase | null | undefined
}

const WORDS: Readonly<Record<string, string>> = {
  succeeded: 'Finished',
  signaled: 'Crashed',
  compile_failed: 'Did not compile',
  timed_out: 'Stopped: it took too long',
  memory_exceeded: 'Stopped: it used too much memory',
  output_exceeded: 'Stopped: it wrote too much',
  cancelled: 'Stopped',
  internal_error: 'The service failed; run it again',
}

/** A result in words, and the output. */
export function toOutcome({ status, compile, run }: Answer): Outcome {
  const phase = status === 'compile_failed' ? compile : run
  const word =
    status === 'failed' ? `Failed with exit code ${phase?.exitCode ?? '?'}` : (WORDS[status] ?? status)
  const signal = phase?.signal && status === 'signaled' ? ` (${phase.signal})` : ''
  const after = phase ? ` after ${toSeconds(phase.wallMs)}` : ''
  return {
    good: status === 'succeeded',
    summary: `${word}${signal}${after}.`,
    stdout: readText(run, 'stdout'),
    stderr:
      (status === 'compile_failed' ? readText(compile, 'stdout') + readText(compile, 'stderr') : '') +
      readText(run, 'stderr'),
  }
}

/** Why there is no result, and what to do. */
export const toRefusal = (summary: string): Outcome => ({ good: false, summary, stdout: '', stderr: '' })

function readText(phase: Phase | null | undefined, stream: 'stdout' | 'stderr'): string {
  return phase ? shorten(textOf(phase, stream)) : ''
}

const toSeconds = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
