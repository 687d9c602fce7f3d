import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Button, buttonClass } from '../design/controls/button.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page, PageHeader } from '../design/page.tsx'

/** No page at this address. */
export function NotFound() {
  useEffect(() => {
    document.title = 'Not found · Runhive'
  }, [])
  return (
    <Page narrow>
      <PageHeader title="Page not found" />
      <EmptyState
        icon="search"
        title="Nothing at this address"
        actions={
          <Link to="/" className={buttonClass({ kind: 'primary' })}>
            Go to the playground
          </Link>
        }
      >
        The link may be outdated or incomplete.
      </EmptyState>
    </Page>
  )
}

/** A page that crashed. The rest of the application still works. */
export function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <Page narrow>
      <PageHeader title="This page failed" />
      <ErrorNotice error={error} />
      <div>
        <Button icon="refresh" onClick={reset}>
          Try again
        </Button>{' '}
        <Button kind="ghost" onClick={() => location.reload()}>
          Reload everything
        </Button>
      </div>
    </Page>
  )
}
