import { signInHref } from '../../api/session.ts'
import type { Runtime } from '../../api/types.ts'
import { Button, buttonClass } from '../../design/controls/button.tsx'
import { Tooltip } from '../../design/controls/tooltip.tsx'
import { Icon } from '../../design/icon.tsx'
import { Skeleton } from '../../design/skeleton.tsx'
import { LanguagePicker } from './language/language-picker.tsx'
import styles from './toolbar.module.css'

interface ToolbarProps {
  readonly runtimes: readonly Runtime[] | undefined
  readonly runtime: Runtime | undefined
  readonly missing: string
  /** Whether this visitor may run programs; undefined while that is not known. */
  readonly mayRun: boolean | undefined
  readonly running: boolean
  readonly onRuntime: (runtime: Runtime) => void
  readonly onRun: () => void
  readonly onStop: () => void
  readonly onShare: () => void
}

/** The names of the keys on the visitor's platform. */
export const RUN_KEYS = /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘ Enter' : 'Ctrl+Enter'

export function Toolbar(props: ToolbarProps) {
  const { runtimes, runtime, missing, onRuntime, onShare } = props
  return (
    <header className={styles.toolbar}>
      <h1 className={styles.title} tabIndex={-1}>
        Playground
      </h1>
      {runtimes ? (
        <LanguagePicker runtimes={runtimes} value={runtime} missing={missing} onChange={onRuntime} />
      ) : (
        <Skeleton width="13rem" height="2.25rem" />
      )}
      <span className={styles.space} />
      <Button icon="share" onClick={onShare}>
        Share
      </Button>
      <RunButton {...props} />
    </header>
  )
}

function RunButton({ runtime, mayRun, running, onRun, onStop }: ToolbarProps) {
  if (mayRun === false) {
    return (
      <a className={buttonClass({ kind: 'primary' })} href={signInHref('/')}>
        <Icon name="signIn" />
        Sign in to run
      </a>
    )
  }
  // One button in two states, so that it keeps the keyboard focus when the program stops.
  return (
    <Tooltip text={running ? 'Ends the program' : RUN_KEYS}>
      <Button
        kind={running ? 'danger' : 'primary'}
        icon={running ? 'stop' : 'play'}
        className={styles.run}
        disabled={!running && (!runtime || mayRun === undefined)}
        aria-keyshortcuts={running ? undefined : 'Control+Enter Meta+Enter'}
        // The second press of a double click was meant for the previous state.
        onClick={running ? ({ detail }) => detail < 2 && onStop() : onRun}
      >
        {running ? 'Stop' : 'Run'}
      </Button>
    </Tooltip>
  )
}
