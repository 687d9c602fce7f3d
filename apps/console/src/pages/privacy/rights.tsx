import { Link } from '@tanstack/react-router'
import { Card } from '../../design/card.tsx'
import styles from './privacy.module.css'

/** Each right, with a link to the button for it. */
export function Rights() {
  return (
    <Card title="Your rights">
      <ul className={styles.list}>
        <li>
          <strong>See</strong> all data stored about you:{' '}
          <Link to="/account" hash="export">
            export everything
          </Link>
          , or <Link to="/history">export the history</Link> alone.
        </li>
        <li>
          <strong>Correct</strong> your name <Link to="/account">in your account</Link>. The e-mail address
          follows the one you sign in with.
        </li>
        <li>
          <strong>Delete</strong> <Link to="/history">single executions</Link>, or{' '}
          <Link to="/account" hash="delete">
            the account and all its data
          </Link>
          . Only the operator can delete copies in backups: ask them.
        </li>
        <li>
          <strong>Disable</strong> <Link to="/keys">an API key</Link>, or{' '}
          <Link to="/account">sign out everywhere</Link>.
        </li>
        <li>
          <strong>Object or ask</strong> by <Link to="/contact">writing to the operator</Link>.
        </li>
      </ul>
    </Card>
  )
}
