import { toNotice } from '../api/notice.ts'
import { Button } from './button.tsx'
import styles from './error-notice.module.css'
import { Icon } from './icon.tsx'

interface ErrorNoticeProps {
  /** Whatever was thrown. */
  readonly error: unknown
  /** Offered as a button, when trying again can help. */
  readonly onRetry?: (() => void) | undefined
}

/** What happened and what to do, with the number under which the service's log has it. */
export function ErrorNotice({ error, onRetry }: ErrorNoticeProps) {
  const { title, advice, requestId, retry } = toNotice(error)
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
        {onRetry && retry && (
          <div className={styles.actions}>
            <Button small icon="refresh" onClick={onRetry}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}
