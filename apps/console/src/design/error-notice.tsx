import { toNotice } from '../api/notice.ts'
import { signInHref } from '../api/session.ts'
import { Button, buttonClass } from './controls/button.tsx'
import styles from './error-notice.module.css'
import { Icon } from './icon.tsx'

interface ErrorNoticeProps {
  /** The thrown value. */
  readonly error: unknown
  /** Only for reads: offered as a button when a retry can help. Where retries are automatic, the notice says so. */
  readonly onRetry?: (() => void) | undefined
}

/** What happened and what to do, with the id under which the service's log has it. */
export function ErrorNotice({ error, onRetry }: ErrorNoticeProps) {
  const { title, advice, requestId, retry, passes, signIn } = toNotice(error)
  return (
    <div className={styles.notice} role="alert">
      <Icon name="warning" />
      <div className={styles.texts}>
        <p className={styles.title}>{title}</p>
        {advice && <p className={styles.advice}>{advice}</p>}
        {requestId && (
          <p className={styles.id}>
            Request <code>{requestId}</code>
          </p>
        )}
        {onRetry && passes && <p className={styles.advice}>Retrying every few seconds.</p>}
        {onRetry && retry && (
          <div className={styles.actions}>
            <Button small icon="refresh" onClick={onRetry}>
              Try again
            </Button>
          </div>
        )}
        {signIn && (
          <div className={styles.actions}>
            <a className={buttonClass({ small: true })} href={signInHref()}>
              Sign in
            </a>
          </div>
        )}
      </div>
    </div>
  )
}
