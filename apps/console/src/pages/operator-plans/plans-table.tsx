import type { Plan } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { toCount } from '../../design/data/quantities.ts'
import { Table } from '../../design/data/table.tsx'

interface PlansTableProps {
  readonly plans: readonly Plan[]
  readonly onEdit: (plan: Plan) => void
}

export function PlansTable({ plans, onEdit }: PlansTableProps) {
  return (
    <Table
      label="Plans"
      rows={plans}
      rowKey={({ name }) => name}
      columns={[
        { title: 'Plan', cell: ({ name }) => <strong>{name}</strong> },
        {
          title: 'Requests per minute',
          end: true,
          cell: ({ allowance }) =>
            `${toCount(allowance.requestsPerMinute)} (${toCount(allowance.burst)} at once)`,
        },
        {
          title: 'Executions per day',
          end: true,
          cell: ({ allowance }) => toCount(allowance.executionsPerDay),
        },
        { title: 'At once', end: true, cell: ({ allowance }) => toCount(allowance.concurrentExecutions) },
        { title: 'Keys', end: true, cell: ({ maxKeys }) => toCount(maxKeys) },
        { title: 'Kept for', end: true, cell: ({ retentionDays }) => `${toCount(retentionDays)} d` },
        {
          title: '',
          label: 'Actions',
          end: true,
          cell: (plan) => (
            <Button small icon="pencil" aria-label={`Edit plan ${plan.name}`} onClick={() => onEdit(plan)}>
              Edit
            </Button>
          ),
        },
      ]}
    />
  )
}
