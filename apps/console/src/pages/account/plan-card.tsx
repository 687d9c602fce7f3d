import { Link } from '@tanstack/react-router'
import type { Account } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { buttonClass } from '../../design/controls/button.tsx'
import { KeyValue } from '../../design/data/stat.tsx'
import { count } from '../../design/data/time-words.ts'

export function PlanCard({ account: { plan } }: { account: Account }) {
  const { requestsPerMinute, burst, executionsPerDay, concurrentExecutions } = plan.allowance
  return (
    <Card
      title={`Plan: ${plan.name}`}
      lead="Set by the operator of this installation."
      actions={
        <Link to="/usage" className={buttonClass({ small: true })}>
          See what is left
        </Link>
      }
    >
      <KeyValue
        entries={[
          [
            'Executions',
            `${executionsPerDay.toLocaleString('en')} per day, ${concurrentExecutions.toLocaleString('en')} at once`,
          ],
          [
            'Requests',
            `${requestsPerMinute.toLocaleString('en')} per minute, ${burst.toLocaleString('en')} at once`,
          ],
          ['API keys', `up to ${count(plan.maxKeys, 'key')}`],
          ['History', `kept for up to ${count(plan.retentionDays, 'day')}`],
        ]}
      />
    </Card>
  )
}
