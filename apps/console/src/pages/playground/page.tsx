import { Tabs } from '@base-ui/react/tabs'
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { useRuntimes } from '../../api/languages.ts'
import { useSession } from '../../api/session.ts'
import { useSite } from '../../api/site.ts'
import type { Runtime } from '../../api/types.ts'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Skeleton } from '../../design/skeleton.tsx'
import { type Diagnostic, diagnosticsOf } from '../../program/diagnostics.ts'
import type { LimitName } from '../../program/program.ts'
import { toRequest } from '../../program/snippets.ts'
import { FilesBar } from './files/files-bar.tsx'
import { Inputs } from './inputs.tsx'
import { Notes } from './notes.tsx'
import styles from './page.module.css'
import { ResultPanel } from './result/result-panel.tsx'
import { createRunSession, isUnderWay, type RunState } from './run-session.ts'
import { RUN_KEYS, Toolbar } from './toolbar.tsx'
import { useHandedOver } from './use-handed-over.ts'
import { type OpenProgram, type ProgramEditing, useProgram } from './use-program.ts'
import { useSharedProgram } from './use-shared-program.ts'

const Editor = lazy(async () => ({ default: (await import('./editor/editor.tsx')).Editor }))

const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog.tsx')).ShareDialog }))

/** Write a program, run it, see the result. */
export function Page() {
  const { data: runtimes, error, refetch } = useRuntimes()
  const editing = useProgram(runtimes)
  const { program } = editing
  const news = useSharedProgram(editing.load)
  const { run, session, start, onSize } = useRun(program)
  const mayRun = useMayRun()
  const [sharing, setSharing] = useState(false)
  const [jump, setJump] = useState<Diagnostic>()
  const [asked, setAsked] = useState<{ limit: LimitName }>()
  const runtime = findRuntime(runtimes, program?.runtime)
  const running = isUnderWay(run.phase)
  const runNow = useCallback(() => {
    if (mayRun && runtime && !running) start(runtime)
  }, [mayRun, runtime, running, start])
  useRunKeys(runNow)
  useHandedOver(editing.load, mayRun && runtime && !running ? runNow : undefined)
  const onJump = (diagnostic: Diagnostic) => {
    const file = program?.files.find(({ name }) => name === diagnostic.file)
    if (!file) return
    editing.show(file.id)
    setJump({ ...diagnostic })
  }
  return (
    <div className={styles.playground}>
      <Toolbar
        runtimes={runtimes}
        runtime={runtime}
        missing={program?.runtime ?? ''}
        mayRun={mayRun}
        running={running}
        onRuntime={(chosen) => editing.changeRuntime(chosen, runtime)}
        onRun={runNow}
        onStop={session.stop}
        onShare={() => setSharing(true)}
      />
      {error && !runtimes && <ErrorNotice error={error} onRetry={refetch} />}
      <Notes news={news} />
      <div className={styles.panes}>
        <Source {...{ program, editing, runtime, run, jump, asked }} onRun={runNow} />
        <ResultPanel
          session={session}
          run={run}
          mayRun={mayRun}
          interactive={program?.interactive ?? false}
          files={program?.files.map(({ name }) => name) ?? []}
          onJump={onJump}
          onSize={onSize}
          runtime={runtime}
          onLimit={(limit) => setAsked({ limit })}
        />
      </div>
      <p role="status" className="visually-hidden">
        {announce(run)}
      </p>
      {sharing && program && (
        <Suspense fallback={null}>
          <ShareDialog program={program} fileName={runtime?.fileName} onDone={() => setSharing(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** Runs programs, on a terminal that fits the panel. */
function useRun(program: OpenProgram | undefined) {
  const [session] = useState(createRunSession)
  const run = useSyncExternalStore(session.subscribe, session.state)
  const size = useRef<{ columns: number; rows: number }>(undefined)
  const onSize = useCallback((next: { columns: number; rows: number }) => {
    size.current = next
  }, [])
  useEffect(() => session.leave, [session])
  const start = useCallback(
    ({ id }: Runtime) => {
      if (program) void session.start({ ...toRequest(program, size.current), language: id })
    },
    [session, program],
  )
  return { run, session, start, onSize }
}

/** Whether this visitor may run programs: signed in, or nobody needs to be. undefined while it is not known. */
function useMayRun(): boolean | undefined {
  const { state } = useSession()
  const site = useSite()
  // If the session cannot be checked now, the visitor may still be signed in: the answer to a run will tell.
  if (state === 'signed-in' || state === 'unknown') return true
  if (state === 'loading' || site === undefined) return undefined
  return site.anonymousExecutions ?? undefined
}

/** A shared program may name its language by an alias. */
function findRuntime(
  runtimes: readonly Runtime[] | undefined,
  name: string | undefined,
): Runtime | undefined {
  return (
    runtimes?.find(({ id }) => id === name) ??
    runtimes?.find(({ language, aliases }) => name !== undefined && [language, ...aliases].includes(name))
  )
}

/** On the whole page, not only in the editor. */
function useRunKeys(run: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return
      event.preventDefault()
      run()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [run])
}

/** Announces the beginning and the end, not each line. */
function announce({ phase, result }: RunState): string {
  if (phase === 'finished') return `The run has finished: ${result?.message ?? ''}`
  if (phase === 'failed') return 'The program did not run.'
  return isUnderWay(phase) ? 'The program is running.' : ''
}

interface SourceProps {
  readonly program: OpenProgram | undefined
  readonly editing: ProgramEditing
  readonly runtime: Runtime | undefined
  readonly run: RunState
  readonly jump: Diagnostic | undefined
  readonly asked: { readonly limit: LimitName } | undefined
  readonly onRun: () => void
}

const NO_DIAGNOSTICS: readonly Diagnostic[] = []

/** The files, the editor, and the program's input. */
function Source({ program, editing, runtime, run, jump, asked, onRun }: SourceProps) {
  const file = program?.files.find(({ id }) => id === program.active)
  const diagnostics = useDiagnostics(run, file?.name)
  if (!program || !file) {
    return (
      <div className={styles.source}>
        <Skeleton height="100%" />
      </div>
    )
  }
  return (
    <section className={styles.source} aria-label="Program">
      <Tabs.Root
        className={styles.files}
        value={program.active}
        onValueChange={(id: string) => editing.show(id)}
      >
        <FilesBar program={program} editing={editing} />
        <Tabs.Panel value={program.active} className={styles.editor} tabIndex={-1}>
          <Suspense fallback={<pre className={styles.placeholder}>{file.content}</pre>}>
            <Editor
              fileKey={file.id}
              label={`Code of ${file.name}`}
              text={file.content}
              language={runtime?.language ?? ''}
              diagnostics={diagnostics}
              jump={jump}
              onChange={(text) => editing.write(file.id, text)}
              onRun={onRun}
            />
          </Suspense>
        </Tabs.Panel>
      </Tabs.Root>
      <p className={styles.keys}>
        <kbd>{RUN_KEYS}</kbd> runs. <kbd>Tab</kbd> indents; <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the
        editor.
      </p>
      <Inputs
        key={program.loadId}
        program={program}
        runtime={runtime}
        change={editing.change}
        asked={asked}
      />
    </section>
  )
}

/** The diagnostics of one file; the same array as long as they do not change. */
function useDiagnostics({ result }: RunState, name: string | undefined): readonly Diagnostic[] {
  return useMemo(() => {
    const found = diagnosticsOf(result).filter(({ file }) => file === name)
    return found.length === 0 ? NO_DIAGNOSTICS : found
  }, [result, name])
}
