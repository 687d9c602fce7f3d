import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { keysQuery } from '../../api/keys.ts'
import { useSession } from '../../api/session.ts'
import { Card } from '../../design/card.tsx'
import { Badge } from '../../design/data/badge.tsx'
import { Table } from '../../design/data/table.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import styles from './embed-code.module.css'

/** The visitor's keys that a snippet may contain, and the pages that each is for. */
export function KeyHelp() {
  const { state } = useSession()
  return (
    <Card
      title="Keys for pages"
      lead="A browser key may be public: it can only run code, and only from the origins listed in it."
    >
      {state === 'signed-in' && <OwnKeys />}
      {state === 'signed-out' && (
        <p className={styles.note}>Sign in to see your browser keys and the origins they are for.</p>
      )}
      {state === 'loading' && <SkeletonRows rows={2} />}
      <p className={styles.note}>
        A page with a content security policy must allow <code>{location.origin}</code> in{' '}
        <code>script-src</code>, <code>frame-src</code> and <code>connect-src</code>.
      </p>
    </Card>
  )
}

function OwnKeys() {
  const { data, error, refetch } = useQuery(keysQuery)
  if (!data)
    return error ? <ErrorNotice error={error} onRetry={() => refetch()} /> : <SkeletonRows rows={2} />
  const keys = data.filter(({ kind }) => kind === 'browser')
  if (keys.length === 0) {
    return (
      <p>
        You have no browser key yet. Create one under <Link to="/keys">Keys</Link>, enter the origin of your
        documentation, such as <code>https://docs.example.com</code>, and paste the key above: it is shown
        only once.
      </p>
    )
  }
  return (
    <Table
      label="Browser keys"
      rows={keys}
      rowKey={({ id }) => id}
      columns={[
        { title: 'Key', cell: ({ name }) => name },
        { title: 'Origins', cell: ({ origins }) => <Origins origins={origins} /> },
        {
          title: 'State',
          cell: ({ active }) => (
            <Badge tone={active ? 'success' : 'neutral'}>{active ? 'Active' : 'Deactivated'}</Badge>
          ),
        },
      ]}
    />
  )
}

function Origins({ origins }: { origins: readonly string[] }) {
  if (origins.length === 0) return <>None yet</>
  return (
    <span className={styles.origins}>
      {origins.map((origin) => (
        <code key={origin}>{origin}</code>
      ))}
    </span>
  )
}
