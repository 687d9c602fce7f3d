import type { ExecutionResult } from '../api/types.ts'
import { toBytes, toSpan } from '../design/data/quantities.ts'
import { KeyValue } from '../design/data/stat.tsx'

type Phase = NonNullable<ExecutionResult['run']>

/** The resource usage of one phase, and how it ended. */
export function Measurements({ phase }: { phase: Phase }) {
  const { exitCode, signal, wallMs, cpuMs, memoryBytes, stdoutBytes, stderrBytes } = phase
  return (
    <KeyValue
      entries={[
        ['Ended with', signal === null ? `exit code ${exitCode ?? 'unknown'}` : signal],
        ['Time', toSpan(wallMs)],
        ['CPU time', cpuMs === null ? 'not reported by this host' : toSpan(cpuMs)],
        ['Peak memory', memoryBytes === null ? 'not reported by this host' : toBytes(memoryBytes)],
        ['Output', `${toBytes(stdoutBytes)} to stdout, ${toBytes(stderrBytes)} to stderr`],
      ]}
    />
  )
}
