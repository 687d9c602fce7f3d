import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { usageQuery } from '../../api/account.ts'
import type { Usage } from '../../api/types.ts'
import { buttonClass } from '../../design/controls/button.tsx'
import { Select } from '../../design/controls/select.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Bar, Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { SignedIn } from '../../shell/gates.tsx'
import { ByLanguage } from './by-language.tsx'
import { Limits } from './limits.tsx'
import { PerDay } from './per-day.tsx'
import styles from './usage.module.css'
import { RANGES, type Range, readRange, toDays } from './usage-data.ts'

export function Page() {
  return (
    <Frame>
      <PageHeader
        title="Usage"
        lead="What you have run, and what is left of your plan. Days begin at midnight UTC."
      />
      <SignedIn
        icon="usage"
        title="Sign in to see your usage"
        teaser="Runs, errors and CPU time by day and language, and how much of your plan is left today."
      >
        {() => <AllUsage />}
      </SignedIn>
    </Frame>
  )
}

function AllUsage() {
  const range = readRange(useSearch({ strict: false }))
  const navigate = useNavigate()
  const query = usageQuery(toDays(range, new Date()))
  const { data, error, refetch } = useQuery({ ...query, placeholderData: keepPreviousData })
  if (!data) {
    return error ? (
      <ErrorNotice error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonRows rows={3} height="9rem" />
    )
  }
  return (
    <>
      <Limits usage={data} />
      <Bar>
        <h2>What you ran</h2>
        <Select
          label="Time"
          hideLabel
          options={RANGES}
          value={range}
          onValueChange={(days: Range) =>
            void navigate({ to: '/usage', search: () => ({ days }), replace: true })
          }
          className={styles.range}
        />
      </Bar>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      <Ran usage={data} />
    </>
  )
}

function Ran({ usage }: { usage: Usage }) {
  if (usage.days.length === 0) {
    return (
      <EmptyState
        icon="usage"
        title="Nothing ran in this period"
        actions={
          <Link to="/" className={buttonClass({ kind: 'primary' })}>
            Run something
          </Link>
        }
      >
        All runs count here, from the playground and with API keys, by day and language. The numbers remain
        when you delete the executions themselves.
      </EmptyState>
    )
  }
  return (
    <>
      <PerDay usage={usage} />
      <ByLanguage usage={usage} />
    </>
  )
}
