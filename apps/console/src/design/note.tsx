import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './note.module.css'

interface NoteProps {
  /** `warning` for what is not as it should be. Default `info`. */
  readonly tone?: 'info' | 'warning'
  readonly children: ReactNode
  /** A small button: what one can do about it. */
  readonly action?: ReactNode
}

/** Something one should know here and now, in a sentence or two. Readers of the screen hear it when it appears. */
export function Note({ tone = 'info', children, action }: NoteProps) {
  return (
    <div className={cx(styles.note, styles[tone])} role="status">
      <p className={styles.text}>
        <Icon name={tone === 'info' ? 'info' : 'warning'} />
        <span>{children}</span>
      </p>
      {action}
    </div>
  )
}
