import { useEffect, useRef } from 'react'
import { Button } from '../../design/controls/button.tsx'
import { CopyButton } from '../../design/controls/copy-button.tsx'
import { TextField } from '../../design/controls/field.tsx'
import { CodeBlock } from '../../design/data/code-block.tsx'
import { Dialog } from '../../design/overlays/dialog.tsx'
import { curlWith } from './first-call.ts'
import styles from './keys.module.css'

/** Shows the key itself, which happens only once. */
export function NewKey({ token, onClose }: { token: string | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={token !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title="Your new key"
      insistent
      description="Copy it now. Only a fingerprint of it is stored, so nobody can show it again, not even us."
      actions={<Button onClick={onClose}>I have copied it</Button>}
    >
      {token !== undefined && <Shown token={token} />}
    </Dialog>
  )
}

function Shown({ token }: { token: string }) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => row.current?.querySelector('input')?.select(), [])
  return (
    <>
      <div ref={row} className={styles.token}>
        <TextField
          label="Key"
          mono
          readOnly
          value={token}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton text={token} label="Copy key" kind="primary" />
      </div>
      <CodeBlock label="Try it" code={curlWith(token, location.origin)} />
    </>
  )
}
