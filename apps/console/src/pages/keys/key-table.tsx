import { type ReactNode, useState } from 'react'
import { useKeyMutations } from '../../api/keys.ts'
import type { ApiKey } from '../../api/types.ts'
import { IconButton } from '../../design/controls/button.tsx'
import { Badge } from '../../design/data/badge.tsx'
import { Table } from '../../design/data/table.tsx'
import { Time } from '../../design/data/time.tsx'
import { count } from '../../design/data/time-words.ts'
import { Menu } from '../../design/overlays/menu.tsx'
import { useToast } from '../../design/overlays/toast.tsx'
import { Bar } from '../../design/page.tsx'
import { KEY_STATES, stateOf } from './key-state.ts'
import styles from './keys.module.css'
import { RemoveKey } from './remove-key.tsx'
import { RenameKey } from './rename-key.tsx'

interface KeyTableProps {
  readonly keys: readonly ApiKey[]
  readonly action: ReactNode
  /** No more keys may be created. */
  readonly full: boolean
  /** The limit in words. */
  readonly most: string
}

export function KeyTable({ keys, action, full, most }: KeyTableProps) {
  const [renaming, setRenaming] = useState<ApiKey>()
  const [removing, setRemoving] = useState<ApiKey>()
  return (
    <>
      <Bar>
        <p>{full ? `Your plan allows ${most}: remove one to create another.` : count(keys.length, 'key')}</p>
        {action}
      </Bar>
      <Table
        label="API keys"
        rows={keys}
        rowKey={({ id }) => id}
        columns={[
          { title: 'Key', cell: (key) => <Name apiKey={key} /> },
          { title: 'State', cell: (key) => <State apiKey={key} /> },
          { title: 'Last used', cell: ({ lastUsedAt }) => <Moment at={lastUsedAt} /> },
          { title: 'Expires', cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
          {
            title: '',
            label: 'Actions',
            cell: (key) => <Actions apiKey={key} rename={setRenaming} remove={setRemoving} />,
          },
        ]}
      />
      <RenameKey apiKey={renaming} onClose={() => setRenaming(undefined)} />
      <RemoveKey apiKey={removing} onClose={() => setRemoving(undefined)} />
    </>
  )
}

function Moment({ at }: { at: string | null }) {
  return <span className={styles.nowrap}>{at === null ? 'Never' : <Time at={at} ago />}</span>
}

function Name({ apiKey: { name, kind, scopes, origins, ipRanges, allowance } }: { apiKey: ApiKey }) {
  const limits = Object.keys(allowance).length
  const facts = [
    `${kind === 'browser' ? 'Browser' : 'Server'} key for ${scopes.join(', ')}`,
    origins.length > 0 && `on ${origins.join(', ')}`,
    ipRanges.length > 0 && `from ${ipRanges.join(', ')}`,
    limits > 0 && `${count(limits, 'limit')} of its own`,
  ]
  return (
    <div className={styles.key}>
      <strong>{name}</strong>
      <span className={styles.facts}>{facts.filter(Boolean).join(' · ')}</span>
    </div>
  )
}

function State({ apiKey }: { apiKey: ApiKey }) {
  const { word, tone } = KEY_STATES[stateOf(apiKey, new Date())]
  return (
    <Badge tone={tone} dot>
      {word}
    </Badge>
  )
}

interface ActionsProps {
  readonly apiKey: ApiKey
  readonly rename: (key: ApiKey) => void
  readonly remove: (key: ApiKey) => void
}

function Actions({ apiKey, rename, remove }: ActionsProps) {
  const { update } = useKeyMutations()
  const toast = useToast()
  const turn = (active: boolean) =>
    update.mutate(
      { id: apiKey.id, active },
      {
        onSuccess: () =>
          active
            ? toast.done(`“${apiKey.name}” works again`)
            : toast.done(`“${apiKey.name}” is off`, 'It is refused everywhere within a second.'),
        onError: toast.failed,
      },
    )
  return (
    <Menu
      trigger={<IconButton icon="more" label={`Actions for ${apiKey.name}`} small />}
      items={[
        apiKey.active
          ? { label: 'Deactivate', icon: 'stop', onSelect: () => turn(false) }
          : { label: 'Activate again', icon: 'play', onSelect: () => turn(true) },
        { label: 'Rename', icon: 'pencil', onSelect: () => rename(apiKey) },
        '-',
        { label: 'Remove', icon: 'trash', dangerous: true, onSelect: () => remove(apiKey) },
      ]}
    />
  )
}
