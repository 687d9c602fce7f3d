import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { keysQuery } from '../../api/keys.ts'
import type { Account } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { count } from '../../design/data/time-words.ts'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { SignedIn } from '../../shell/gates.tsx'
import { CreateKey } from './create-key.tsx'
import { KeyTable } from './key-table.tsx'
import { NewKey } from './new-key.tsx'
import { NoKeys } from './no-keys.tsx'

export function Page() {
  return (
    <Frame>
      <PageHeader
        title="API keys"
        lead="Credentials for programs. A key can run code in your name, and nothing else."
      />
      <SignedIn
        icon="key"
        title="Sign in to create API keys"
        teaser="Your programs run code with their own keys, which you can limit, monitor and disable within a second."
      >
        {(account) => <Keys account={account} />}
      </SignedIn>
    </Frame>
  )
}

function Keys({ account: { plan } }: { account: Account }) {
  const { data: keys, error, refetch } = useQuery(keysQuery)
  const [creating, setCreating] = useState(false)
  // Only here, so that it is gone with the dialog.
  const [token, setToken] = useState<string>()
  const full = keys !== undefined && keys.length >= plan.maxKeys
  const create = (
    <Button kind="primary" icon="plus" disabled={full} onClick={() => setCreating(true)}>
      Create key
    </Button>
  )
  return (
    <>
      {error && !keys && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!keys && !error && <SkeletonRows rows={4} height="3.5rem" />}
      {keys?.length === 0 && <NoKeys action={create} />}
      {keys && keys.length > 0 && (
        <KeyTable keys={keys} action={create} full={full} most={count(plan.maxKeys, 'key')} />
      )}
      <CreateKey open={creating} onOpenChange={setCreating} plan={plan} onCreated={setToken} />
      <NewKey token={token} onClose={() => setToken(undefined)} />
    </>
  )
}
