import type { ExecutionResult } from '../../api/types.ts'
import { toBytes } from '../../design/data/quantities.ts'

export type Phase = NonNullable<ExecutionResult['run']>

/** Describes the output that was not stored; undefined if all was. */
export function describeCut(
  phase: Pick<Phase, 'truncated' | 'stdoutBytes' | 'stderrBytes' | 'omitted'>,
): string | undefined {
  const cut = (['stdout', 'stderr'] as const).flatMap((stream) => {
    if (!phase.truncated[stream]) return []
    const of = `of the ${toBytes(phase[`${stream}Bytes`])} on ${stream}`
    const omitted = phase.omitted?.[stream]?.bytes
    // Results of earlier versions do not say how much.
    return omitted === undefined ? [`part ${of}`] : [`${toBytes(omitted)} ${of}`]
  })
  return cut.length === 0 ? undefined : `Omitted: ${cut.join(' and ')}.`
}
