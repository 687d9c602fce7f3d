import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './page.module.css'

/** The frame of a page: its width and spacing. `narrow` for text and forms. */
export function Page({ narrow, children }: { narrow?: boolean; children: ReactNode }) {
  return <div className={cx(styles.page, narrow && styles.narrow)}>{children}</div>
}

/** The line above a list or table: its content on one side, actions on the other. */
export function Bar({ children }: { children: ReactNode }) {
  return <div className={styles.bar}>{children}</div>
}

interface PageHeaderProps {
  readonly title: string
  /** One sentence that says what the page is for. */
  readonly lead?: ReactNode
  readonly actions?: ReactNode
}

/** Every page has exactly one. Its heading gets the focus when the visitor arrives. */
export function PageHeader({ title, lead, actions }: PageHeaderProps) {
  return (
    <header className={styles.header}>
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  )
}
