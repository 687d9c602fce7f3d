import { Link } from '@tanstack/react-router'
import { Card } from '../../design/card.tsx'
import { buttonClass } from '../../design/controls/button.tsx'
import { Icon } from '../../design/icon.tsx'
import styles from './account.module.css'

export function YourData() {
  return (
    <Card
      title="Your data"
      lead="All data stored about you, in all services, as one file with one JSON record per line."
    >
      <p className={styles.note}>
        Profile, keys without their secrets, sessions, usage, requests, messages to the operator, executions.
        The last line says <code>end</code>, and how many of each there are. The{' '}
        <Link to="/privacy">privacy page</Link> lists what is stored and for how long.
      </p>
      <div>
        <a className={buttonClass()} href="/api/v1/account/export" download="runhive-account.ndjson">
          <Icon name="download" />
          Export everything
        </a>
      </div>
    </Card>
  )
}
