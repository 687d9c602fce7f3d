import { type ReactNode, useId } from 'react'
import styles from './card.module.css'
import { cx } from './cx.ts'

interface CardProps {
  readonly title?: string
  readonly lead?: ReactNode
  /** Beside the title. */
  readonly actions?: ReactNode
  /** Marks actions that cannot be undone. */
  readonly danger?: boolean
  readonly className?: string | undefined
  readonly children?: ReactNode
}

/** One subject on a page. With a title it is a region that screen readers can jump to. */
export function Card({ title, lead, actions, danger, className, children }: CardProps) {
  const id = useId()
  return (
    <section className={cx(styles.card, danger && styles.danger, className)} aria-labelledby={title && id}>
      {title && (
        <div className={styles.head}>
          <div>
            <h2 className={styles.title} id={id}>
              {title}
            </h2>
            {lead && <p className={styles.lead}>{lead}</p>}
          </div>
          {actions}
        </div>
      )}
      {children}
    </section>
  )
}
