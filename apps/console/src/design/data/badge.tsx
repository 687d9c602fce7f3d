import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import styles from './badge.module.css'

export type Tone = 'neutral' | 'accent' | 'success' | 'danger' | 'warning' | 'info'

/** A word or two about the state of something. Colour never says it alone. */
export function Badge({
  tone = 'neutral',
  dot,
  children,
}: {
  tone?: Tone
  dot?: boolean
  children: ReactNode
}) {
  return <span className={cx(styles.badge, styles[tone], dot && styles.dot)}>{children}</span>
}
