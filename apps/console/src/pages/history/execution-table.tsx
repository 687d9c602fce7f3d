import { Link, useNavigate } from '@tanstack/react-router'
import type { ExecutionSummary } from '../../api/types.ts'
import { IconButton } from '../../design/controls/button.tsx'
import { Checkbox } from '../../design/controls/choice.tsx'
import { toSpan } from '../../design/data/quantities.ts'
import { StatusBadge } from '../../design/data/status-badge.tsx'
import { Table } from '../../design/data/table.tsx'
import { Time } from '../../design/data/time.tsx'
import { toMoment } from '../../design/data/time-words.ts'
import { Menu } from '../../design/overlays/menu.tsx'
import { useRerun } from '../../program/use-rerun.ts'
import styles from './history.module.css'

interface ExecutionTableProps {
  readonly executions: readonly ExecutionSummary[]
  readonly selected: ReadonlySet<string>
  readonly select: (ids: ReadonlySet<string>) => void
  readonly remove: (id: string) => void
}

const nameOf = ({ runtime, createdAt }: ExecutionSummary) => `${runtime} of ${toMoment(createdAt)}`

export function ExecutionTable({ executions, selected, select, remove }: ExecutionTableProps) {
  const toggle = (id: string, on: boolean) =>
    select(new Set(on ? [...selected, id] : [...selected].filter((other) => other !== id)))
  return (
    <Table
      label="Executions, newest first"
      className={styles.table}
      rows={executions}
      rowKey={({ id }) => id}
      columns={[
        {
          title: '',
          label: 'Selected',
          cell: (execution) => (
            <Checkbox
              label={<span className="visually-hidden">Select {nameOf(execution)}</span>}
              checked={selected.has(execution.id)}
              onCheckedChange={(on) => toggle(execution.id, on)}
            />
          ),
        },
        { title: 'Execution', cell: (execution) => <What execution={execution} /> },
        { title: 'Outcome', cell: ({ status }) => <StatusBadge status={status} /> },
        {
          title: 'Took',
          end: true,
          cell: ({ totalMs }) => <span className={styles.nowrap}>{toSpan(totalMs)}</span>,
        },
        {
          title: 'When',
          cell: ({ createdAt }) => (
            <span className={styles.nowrap}>
              <Time at={createdAt} ago />
            </span>
          ),
        },
        {
          title: '',
          label: 'Actions',
          cell: (execution) => <Actions execution={execution} remove={remove} />,
        },
      ]}
    />
  )
}

function What({ execution: { id, runtime, message } }: { execution: ExecutionSummary }) {
  return (
    <div className={styles.what}>
      <Link to="/history/$id" params={{ id }}>
        {runtime}
      </Link>
      <bdi className={styles.message}>{message}</bdi>
    </div>
  )
}

function Actions({ execution, remove }: { execution: ExecutionSummary; remove: (id: string) => void }) {
  const navigate = useNavigate()
  const { rerun, busy } = useRerun(execution)
  return (
    <Menu
      trigger={<IconButton icon="more" label={`Actions for ${nameOf(execution)}`} small />}
      items={[
        {
          label: 'Open',
          icon: 'eye',
          onSelect: () => void navigate({ to: '/history/$id', params: { id: execution.id } }),
        },
        { label: 'Run again', icon: 'play', disabled: busy, onSelect: rerun },
        '-',
        { label: 'Delete', icon: 'trash', dangerous: true, onSelect: () => remove(execution.id) },
      ]}
    />
  )
}
