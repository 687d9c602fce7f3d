import { Link } from '@tanstack/react-router'
import styles from './shell.module.css'

export function Brand({ onClick }: { onClick?: () => void }) {
  return (
    <Link to="/" className={styles.brand} onClick={onClick}>
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path fill="var(--accent)" d="M16 1.5 28.6 8.75v14.5L16 30.5 3.4 23.25V8.75z" />
        <path
          fill="none"
          stroke="var(--on-accent)"
          strokeWidth="3"
          strokeLinecap="round"
          strokeLinejoin="round"
          d="m11.5 10.5 6 5.5-6 5.5M18.5 22h4"
        />
      </svg>
      Runhive
    </Link>
  )
}
