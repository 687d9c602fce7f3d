import { Link } from '@tanstack/react-router'
import type { Account } from '../api/types.ts'
import { Time } from '../design/data/time.tsx'
import { Icon } from '../design/icon.tsx'
import styles from './suspension.module.css'

/** For suspended accounts, above every page: the reason, what still works, and whom to ask. */
export function Suspension({ at, reason }: NonNullable<Account['suspension']>) {
  return (
    <section className={styles.notice} aria-label="Account suspended">
      <Icon name="warning" />
      <div className={styles.texts}>
        <p>
          <strong>This account is suspended</strong> since <Time at={at} />. The operator’s reason: {reason}
        </p>
        <p>
          It cannot run or create anything, and its keys are refused. You can{' '}
          <Link to="/contact">write to the operator</Link>,{' '}
          <Link to="/account" hash="export">
            export your data
          </Link>{' '}
          and{' '}
          <Link to="/account" hash="delete">
            delete your account
          </Link>
          .
        </p>
      </div>
    </section>
  )
}
