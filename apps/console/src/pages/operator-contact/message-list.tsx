import type { InboxMessage } from '../../api/types.ts'
import { cx } from '../../design/cx.ts'
import { Badge } from '../../design/data/badge.tsx'
import { Time } from '../../design/data/time.tsx'
import { STATES, toPreview } from './filters.ts'
import styles from './inbox.module.css'

interface MessageListProps {
  readonly messages: readonly InboxMessage[]
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
}

/** The element id by which the focus returns to a message in the list. */
export const itemId = (id: string): string => `message-${id}`

export function MessageList({ messages, chosen, onChoose }: MessageListProps) {
  return (
    <ul className={styles.list} aria-label="Messages">
      {messages.map(({ id, name, message, receivedAt, state }) => (
        <li key={id}>
          <button
            id={itemId(id)}
            type="button"
            className={cx(styles.item, id === chosen && styles.chosen)}
            aria-current={id === chosen || undefined}
            onClick={() => onChoose(id)}
          >
            <span className={styles.from}>
              <strong>{name}</strong>
              <Time at={receivedAt} ago />
            </span>
            <span className={styles.preview}>{toPreview(message)}</span>
            <span>
              <Badge tone={STATES[state].tone}>{STATES[state].word}</Badge>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
