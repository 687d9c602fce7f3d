import type { ReactNode } from 'react'
import type { ExecutionResult } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { toBytes, toSpan } from '../../design/data/quantities.ts'
import { KeyValue } from '../../design/data/stat.tsx'
import { StatusBadge } from '../../design/data/status-badge.tsx'
import { Time } from '../../design/data/time.tsx'
import { CollectedFiles, hasCollected } from '../../execution/collected-files.tsx'
import { Waterfall } from '../../execution/waterfall.tsx'
import { diagnosticsOf } from '../../program/diagnostics.ts'
import { Diagnostics } from './diagnostics.tsx'
import styles from './execution.module.css'
import { PhaseCard } from './phase-card.tsx'
import { Tests } from './tests.tsx'

/** Everything that is stored of an execution, with its request. */
export function ResultView({ result, program }: { result: ExecutionResult; program: ReactNode }) {
  const { compile, run, tests, timings } = result
  const diagnostics = diagnosticsOf(result)
  return (
    <>
      <Card>
        <div className={styles.summary}>
          <StatusBadge status={result.status} />
          <bdi>{result.message}</bdi>
        </div>
        <Facts result={result} />
      </Card>
      {diagnostics.length > 0 && (
        <Card title="Problems" lead="Diagnostics of the compiler or interpreter.">
          <Diagnostics diagnostics={diagnostics} />
        </Card>
      )}
      {tests && <Tests tests={tests} />}
      {run && <PhaseCard title="Run" phase={run} empty="The program wrote nothing." />}
      {hasCollected(result) && (
        <Card title="Files" lead="Files the program created.">
          <CollectedFiles result={result} />
        </Card>
      )}
      {program}
      {compile && <PhaseCard title="Compiler" phase={compile} empty="The compiler wrote nothing." />}
      <Card title="Timing">
        <Waterfall timings={timings} />
      </Card>
    </>
  )
}

function Facts({ result }: { result: ExecutionResult }) {
  const { runtime, createdAt, finishedAt, limits, metadata, compileCached } = result
  return (
    <KeyValue
      entries={[
        ['Runtime', runtime],
        ['Accepted', <Time key="accepted" at={createdAt} />],
        ['Finished', <Time key="finished" at={finishedAt} />],
        ...(compileCached === true ? [['Compilation', 'reused an earlier one of yours'] as const] : []),
        ...(limits ? [['Limits', describeLimits(limits)] as const] : []),
        ...Object.entries(metadata).map(
          ([name, value]) => [`Your “${name}”`, <bdi key={name}>{value}</bdi>] as const,
        ),
      ]}
    />
  )
}

function describeLimits({
  wallMs,
  cpuMs,
  memoryBytes,
  outputBytes,
  processes,
}: NonNullable<ExecutionResult['limits']>): string {
  return [
    `${toSpan(wallMs)} of time`,
    `${toSpan(cpuMs)} of CPU time`,
    `${toBytes(memoryBytes)} of memory`,
    `${toBytes(outputBytes)} of output`,
    `${processes} processes`,
  ].join(', ')
}
