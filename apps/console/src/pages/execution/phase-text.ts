import type { ExecutionResult } from '../../api/types.ts'
import { toBytes } from '../../design/figures.ts'
import { fromBase64 } from '../../execution/bytes.ts'

export type Phase = NonNullable<ExecutionResult['run']>
type Stream = 'stdout' | 'stderr'

/** What a phase wrote to a stream, as text: bytes that are none show as the replacement character. */
export function textOf(phase: Pick<Phase, Stream | 'encoding'>, stream: Stream): string {
  const kept = phase[stream]
  return phase.encoding === 'base64' ? new TextDecoder().decode(fromBase64(kept)) : kept
}

/** Says what of the output was not kept; undefined when all was. */
export function describeCut({
  truncated,
  stdoutBytes,
  stderrBytes,
}: Pick<Phase, 'truncated' | 'stdoutBytes' | 'stderrBytes'>): string | undefined {
  const cut = [
    truncated.stdout && `of the ${toBytes(stdoutBytes)} on stdout`,
    truncated.stderr && `of the ${toBytes(stderrBytes)} on stderr`,
  ].filter(Boolean)
  return cut.length === 0 ? undefined : `The beginning and the end were kept ${cut.join(' and ')}.`
}
