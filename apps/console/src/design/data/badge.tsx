import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import styles from './badge.module.css'

export type Tone = 'neutral' | 'accent' | 'success' | 'danger' | 'warning' | 'info'

/** A state in a word or two. Colour is never the only sign of it. */
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
