import { useNavigate, useSearch } from '@tanstack/react-router'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SignedIn } from '../../shell/gates.tsx'
import { ExecutionList } from './execution-list.tsx'
import { ExportButton } from './export-button.tsx'
import { type HistorySearch, readSearch } from './filter.ts'
import { Filters } from './filters.tsx'

export function Page() {
  const search = readSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const change = (next: HistorySearch) => void navigate({ to: '/history', search: () => next, replace: true })
  return (
    <Frame>
      <PageHeader
        title="History"
        lead="Everything you have run, until it expires or you delete it."
        actions={<ExportButton />}
      />
      <SignedIn
        icon="history"
        title="Sign in to see what you have run"
        teaser="Every execution with its program, output, timings and files, to open, rerun and export."
      >
        {() => (
          <>
            <Filters search={search} change={change} />
            <ExecutionList search={search} clear={() => change({})} />
          </>
        )}
      </SignedIn>
    </Frame>
  )
}
