import type { InboxMessage } from '../../api/types.ts'
import { Badge } from '../../design/data/badge.tsx'
import { toMoment } from '../../design/data/time-words.ts'
import { MAIL } from './filters.ts'
import styles from './inbox.module.css'

/** The replies, oldest first, with the state of their mails. */
export function Replies({ replies }: { replies: InboxMessage['replies'] }) {
  if (replies.length === 0) return null
  return (
    <ol className={styles.replies} aria-label="Replies">
      {replies.map(({ id, text, sentAt, mail, by }) => (
        <li key={id} className={styles.reply}>
          <p className={styles.by}>
            <strong>{by}</strong> · {toMoment(sentAt)}{' '}
            <Badge tone={MAIL[mail].tone} dot>
              {MAIL[mail].word}
            </Badge>
          </p>
          <p className={styles.text}>{text}</p>
          {mail !== 'sent' && <p className={styles.advice}>{MAIL[mail].advice}</p>}
        </li>
      ))}
    </ol>
  )
}
