import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './note.module.css'

interface NoteProps {
  /** `warning` if something is wrong. Default `info`. */
  readonly tone?: 'info' | 'warning'
  readonly children: ReactNode
  /** A small button with a remedy. */
  readonly action?: ReactNode
}

/** Something to know here and now, in a sentence or two. Announced when it appears. */
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
