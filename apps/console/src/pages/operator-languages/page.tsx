import { useDeferredValue, useState } from 'react'
import { useRuntimes } from '../../api/languages.ts'
import type { Runtime } from '../../api/types.ts'
import { TextField } from '../../design/controls/field.tsx'
import { toCount } from '../../design/data/quantities.ts'
import { EmptyState } from '../../design/empty-state.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { OperatorOnly } from '../../shell/gates.tsx'
import { findRuntimes } from './find-runtimes.ts'
import { LimitsDialog } from './limits-dialog.tsx'
import { RuntimesTable } from './runtimes-table.tsx'

export function Page() {
  return (
    <Frame>
      <PageHeader
        title="Languages"
        lead="Runtimes in the executors’ images, with the limits that programs may request."
      />
      <OperatorOnly>
        <Languages />
      </OperatorOnly>
    </Frame>
  )
}

function Languages() {
  const { data, error, refetch } = useRuntimes()
  const [search, setSearch] = useState('')
  const [shown, setShown] = useState<Runtime>()
  const asked = useDeferredValue(search)
  if (!data)
    return error ? (
      <ErrorNotice error={error} onRetry={() => refetch()} />
    ) : (
      <SkeletonRows rows={8} height="3rem" />
    )
  if (data.length === 0) {
    return (
      <EmptyState icon="braces" title="No language is installed">
        Build an image with <code>./dev images</code>, and start an executor, which reports its runtimes.
      </EmptyState>
    )
  }
  const found = findRuntimes(data, asked)
  return (
    <>
      <TextField
        label="Search"
        type="search"
        placeholder="A language, a version, an alias"
        value={search}
        hint={`${toCount(found.length)} of ${toCount(data.length)} runtimes.`}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {found.length === 0 ? (
        <EmptyState icon="search" title="No runtime found">
          Search for a name such as <code>python</code>, a version such as <code>3.13</code>, or an alias such
          as <code>py</code>. A missing runtime may be in an image that has not been built.
        </EmptyState>
      ) : (
        <RuntimesTable runtimes={found} onShow={setShown} />
      )}
      {shown && <LimitsDialog runtime={shown} onClose={() => setShown(undefined)} />}
    </>
  )
}
