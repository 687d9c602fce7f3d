import type { ExecutionResult } from '../api/types.ts'
import { KeyValue } from '../design/stat.tsx'
import { formatBytes, formatMs } from './bytes.ts'

type Phase = NonNullable<ExecutionResult['run']>

/** What one phase used and how it ended. */
export function Measurements({ phase }: { phase: Phase }) {
  const { exitCode, signal, wallMs, cpuMs, memoryBytes, stdoutBytes, stderrBytes } = phase
  return (
    <KeyValue
      entries={[
        ['Ended with', signal === null ? `exit code ${exitCode ?? 'unknown'}` : signal],
        ['Time', formatMs(wallMs)],
        ['CPU time', cpuMs === null ? 'not told by this host' : formatMs(cpuMs)],
        ['Peak memory', memoryBytes === null ? 'not told by this host' : formatBytes(memoryBytes)],
        ['Output', `${formatBytes(stdoutBytes)} to stdout, ${formatBytes(stderrBytes)} to stderr`],
      ]}
    />
  )
}
