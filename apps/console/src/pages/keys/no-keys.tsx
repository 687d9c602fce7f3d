import type { ReactNode } from 'react'
import { CodeBlock } from '../../design/data/code-block.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { curlWith } from './first-call.ts'

/** Shows what the first key is good for. */
export function NoKeys({ action }: { action: ReactNode }) {
  return (
    <>
      <EmptyState icon="key" title="No keys yet" actions={action}>
        Create one for each program, so that you can disable one without the others. Put it into{' '}
        <code>RUNHIVE_KEY</code>, and try the call below.
      </EmptyState>
      <CodeBlock label="A first call" code={curlWith('$RUNHIVE_KEY', location.origin)} />
    </>
  )
}
