import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Runtime } from '../../../api/types.ts'
import { Button, IconButton } from '../../../design/controls/button.tsx'
import { CopyButton } from '../../../design/controls/copy-button.tsx'
import { Tabs } from '../../../design/controls/tabs.tsx'
import { cx } from '../../../design/cx.ts'
import { StatusBadge } from '../../../design/data/status-badge.tsx'
import { ErrorNotice } from '../../../design/error-notice.tsx'
import { Skeleton } from '../../../design/skeleton.tsx'
import { CollectedFiles, hasCollected } from '../../../execution/collected-files.tsx'
import { Measurements } from '../../../execution/measurements.tsx'
import { download, OutputView } from '../../../execution/output-view.tsx'
import { Waterfall } from '../../../execution/waterfall.tsx'
import { type Diagnostic, diagnosticsOf } from '../../../program/diagnostics.ts'
import type { LimitName } from '../../../program/program.ts'
import { Counted } from '../inputs.tsx'
import { isUnderWay, type RunSession, type RunState } from '../run-session.ts'
import { LimitAdvice } from './limit-advice.tsx'
import { Problems } from './problems.tsx'
import styles from './result-panel.module.css'

const Terminal = lazy(async () => ({ default: (await import('./terminal.tsx')).Terminal }))

interface ResultPanelProps {
  readonly session: RunSession
  readonly run: RunState
  /** Whether this visitor may run programs; undefined while that is not known. */
  readonly mayRun: boolean | undefined
  /** The next run gets a terminal. */
  readonly interactive: boolean
  readonly files: readonly string[]
  readonly onJump: (diagnostic: Diagnostic) => void
  readonly onSize: (size: { columns: number; rows: number }) => void
  /** Of the chosen language. */
  readonly runtime: Runtime | undefined
  readonly onLimit: (name: LimitName) => void
}

const CALM = matchMedia('(prefers-reduced-motion: reduce)')

type Tab = 'output' | 'problems' | 'files' | 'timing'

/** The result of the run. */
export function ResultPanel(props: ResultPanelProps) {
  const { session, run, mayRun, interactive, files, onJump, onSize, runtime, onLimit } = props
  const [tab, setTab] = useState<Tab>('output')
  const { result, phase } = run
  const diagnostics = diagnosticsOf(result)
  const collected = result?.files ?? []
  const hasPicture = collected.some(({ mime }) => mime.startsWith('image/'))
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    // At phone width it is below everything else.
    if (phase === 'submitting')
      panel.current?.scrollIntoView({ block: 'nearest', behavior: CALM.matches ? 'instant' : 'smooth' })
  }, [phase])
  // A new run shows its output first; a picture is shown as soon as it arrives.
  useEffect(() => {
    if (phase === 'submitting') setTab('output')
    else if (phase === 'finished' && hasPicture) setTab('files')
  }, [phase, hasPicture])
  useEffect(() => {
    if (interactive) setTab('output')
  }, [interactive])
  const terminal = isUnderWay(phase)
    ? run.interactive
    : interactive || (phase === 'finished' && run.interactive)
  return (
    <section ref={panel} className={styles.panel} aria-label="Result">
      <RunHead run={run} session={session} />
      {result && phase === 'finished' && (
        <div className={styles.advice}>
          <LimitAdvice result={result} runtime={runtime} interactive={run.interactive} onChange={onLimit} />
        </div>
      )}
      <Tabs
        label="Parts of the result"
        value={tab}
        onValueChange={setTab}
        className={styles.tabs}
        panelClassName={styles.content}
        tabs={[
          {
            value: 'output',
            label: terminal ? 'Terminal' : 'Output',
            keep: true,
            content: terminal ? (
              <Suspense fallback={<Skeleton height="100%" />}>
                <Terminal session={session} runId={isUnderWay(phase) ? run.id : undefined} onSize={onSize} />
              </Suspense>
            ) : (
              <OutputView
                buffer={run.output}
                version={run.outputVersion}
                live={isUnderWay(phase)}
                empty={sayEmpty(run, mayRun)}
              />
            ),
          },
          {
            value: 'problems',
            label: <Counted label="Problems" count={diagnostics.length} />,
            content: (
              <div className={styles.scroll}>
                <Problems diagnostics={diagnostics} files={files} onJump={onJump} />
              </div>
            ),
          },
          {
            value: 'files',
            label: <Counted label="Files" count={collected.length} />,
            content: <Files run={run} />,
          },
          { value: 'timing', label: 'Timing', content: <Timing run={run} /> },
        ]}
      />
    </section>
  )
}

function sayEmpty({ phase }: RunState, mayRun: boolean | undefined): string {
  // Here and not at the top, so that nothing moves when it appears.
  if (mayRun === false)
    return 'Write as much as you like. Sign in to run it: until then, it stays in this browser.'
  if (phase === 'finished') return 'The program wrote nothing.'
  return isUnderWay(phase) ? 'Waiting for output…' : 'Output appears here while the program runs.'
}

const PHASE_WORDS = {
  submitting: 'Sending',
  queued: 'Queued',
  starting: 'Getting a fresh container',
  compile: 'Compiling',
  run: 'Running',
} as const

function RunHead({ run, session }: { run: RunState; session: RunSession }) {
  const { phase, result, error } = run
  return (
    <div className={styles.head}>
      <div className={styles.state}>
        <h2 className={cx(styles.title, phase !== 'idle' && 'visually-hidden')}>Result</h2>
        {phase in PHASE_WORDS && <StatusLine run={run} />}
        {result && phase === 'finished' && (
          <>
            <StatusBadge status={result.status} />
            <span className={styles.message}>{result.message}</span>
          </>
        )}
        {error !== undefined && <ErrorNotice error={error} />}
      </div>
      <div className={styles.tools}>
        {run.interactive && isUnderWay(phase) && (
          <Button small onClick={session.interrupt}>
            Ctrl-C
          </Button>
        )}
        {!run.output.isEmpty && (
          <>
            <CopyButton compact label="Copy output" text={() => run.output.raw('stdout').join('')} />
            <IconButton icon="download" label="Download output" small onClick={() => download(run.output)} />
          </>
        )}
      </div>
    </div>
  )
}

function StatusLine({ run: { phase, position } }: { run: RunState }) {
  const word = PHASE_WORDS[phase as keyof typeof PHASE_WORDS]
  return (
    <>
      <StatusBadge status={phase === 'submitting' || phase === 'queued' ? 'queued' : 'running'} />
      <span className={styles.message}>
        {word}
        {phase === 'queued' && position !== undefined && position > 0 ? `: ${position} in front of it` : '…'}
      </span>
    </>
  )
}

function Files({ run: { result } }: { run: RunState }) {
  return (
    <div className={styles.scroll}>
      {result && hasCollected(result) ? (
        <CollectedFiles result={result} />
      ) : (
        <p className={styles.hint}>
          Files that a program creates are returned on request: under Options, enter patterns such as{' '}
          <code>*.png</code>. Pictures are shown here.
        </p>
      )}
    </div>
  )
}

function Timing({ run: { result } }: { run: RunState }) {
  if (!result)
    return <p className={styles.hintPadded}>The timing of a run is shown here when it has finished.</p>
  return (
    <div className={styles.scroll}>
      <Waterfall timings={result.timings} />
      {(result.run ?? result.compile) && (
        <div className={styles.measured}>
          <h3>{result.run ? 'The run' : 'The compiler'}</h3>
          {(result.run ?? result.compile) && <Measured result={result} />}
        </div>
      )}
    </div>
  )
}

function Measured({ result }: { result: NonNullable<RunState['result']> }) {
  const phase = result.run ?? result.compile
  return phase ? <Measurements phase={phase} /> : null
}
