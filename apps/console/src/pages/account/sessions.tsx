import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sessionsQuery, useAccountMutations } from '../../api/account.ts'
import type { Session } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { Button } from '../../design/controls/button.tsx'
import { Badge } from '../../design/data/badge.tsx'
import { Table } from '../../design/data/table.tsx'
import { Time } from '../../design/data/time.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { ConfirmDialog } from '../../design/overlays/dialog.tsx'
import { useToast } from '../../design/overlays/toast.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import styles from './account.module.css'
import { deviceOf } from './device.ts'

export function Sessions() {
  const { data, error, refetch } = useQuery(sessionsQuery)
  const [leaving, setLeaving] = useState(false)
  const { signOutEverywhere } = useAccountMutations()
  return (
    <Card
      title="Sessions"
      lead="Where you are signed in."
      actions={
        <Button small icon="signOut" onClick={() => setLeaving(true)}>
          Sign out everywhere
        </Button>
      }
    >
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={2} height="3rem" />}
      {data && <List sessions={data} />}
      <ConfirmDialog
        open={leaving}
        onOpenChange={setLeaving}
        title="Sign out everywhere?"
        action="Sign out everywhere"
        dangerous={false}
        onConfirm={async () => {
          await signOutEverywhere.mutateAsync()
          // Everything that this page has of the account goes with it.
          location.assign('/')
        }}
      >
        Every session ends within a second, including this one. API keys keep working.
      </ConfirmDialog>
    </Card>
  )
}

function List({ sessions }: { sessions: readonly Session[] }) {
  const { endSession } = useAccountMutations()
  const toast = useToast()
  const end = ({ id, userAgent }: Session) =>
    endSession.mutate(id, {
      onSuccess: () => toast.done('Session ended', deviceOf(userAgent)),
      onError: toast.failed,
    })
  return (
    <Table
      label="Sessions"
      rows={sessions}
      rowKey={({ id }) => id}
      columns={[
        {
          title: 'Device',
          cell: ({ userAgent, current }) => (
            <span className={styles.device}>
              <bdi>{deviceOf(userAgent)}</bdi> {current && <Badge tone="accent">This one</Badge>}
            </span>
          ),
        },
        { title: 'Address', cell: ({ ip }) => ip ?? 'unknown' },
        { title: 'Signed in', cell: ({ createdAt }) => <Time at={createdAt} ago /> },
        { title: 'Ends', cell: ({ expiresAt }) => <Time at={expiresAt} ago /> },
        {
          title: '',
          label: 'Actions',
          cell: (session) =>
            !session.current && (
              <Button
                small
                onClick={() => end(session)}
                aria-label={`End the session of ${deviceOf(session.userAgent)}`}
              >
                End
              </Button>
            ),
        },
      ]}
    />
  )
}
