import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { issueOf } from '../../api/issues.ts'
import { useWebhookMutations, type WebhookDelivery, webhookSecretQuery } from '../../api/webhooks.ts'
import { Card } from '../../design/card.tsx'
import { Button } from '../../design/controls/button.tsx'
import { CopyButton } from '../../design/controls/copy-button.tsx'
import { TextField } from '../../design/controls/field.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { ConfirmDialog } from '../../design/overlays/dialog.tsx'
import { useToast } from '../../design/overlays/toast.tsx'
import styles from './account.module.css'
import { describeDelivery } from './delivery-words.ts'

export function Webhooks() {
  return (
    <Card
      title="Webhooks"
      lead={
        <>
          An execution sent with <code>{'"webhook": { "url": "…" }'}</code> notifies that address when it has
          finished. Verify the signature with your secret, as described in <i>Standard Webhooks</i>.
        </>
      }
    >
      <Secret />
      <Test />
    </Card>
  )
}

/** Shown only on request, because people share screens. */
function Secret() {
  const [wanted, setWanted] = useState(false)
  const [replacing, setReplacing] = useState(false)
  const { data: secret, error, isFetching } = useQuery({ ...webhookSecretQuery, enabled: wanted })
  const { rotate } = useWebhookMutations()
  const toast = useToast()
  return (
    <>
      <div className={styles.secret}>
        <TextField
          label="Signing secret"
          mono
          readOnly
          value={wanted && secret ? secret : 'whsec_••••••••••••••••'}
        />
        {wanted && secret ? (
          <CopyButton text={secret} label="Copy secret" />
        ) : (
          <Button icon="eye" busy={isFetching} onClick={() => setWanted(true)}>
            Show secret
          </Button>
        )}
        <Button icon="refresh" onClick={() => setReplacing(true)}>
          Replace
        </Button>
      </div>
      {error && <ErrorNotice error={error} />}
      <ConfirmDialog
        open={replacing}
        onOpenChange={setReplacing}
        title="Replace the signing secret?"
        action="Replace secret"
        onConfirm={async () => {
          await rotate.mutateAsync()
          setWanted(true)
          toast.done('Secret replaced')
        }}
      >
        Webhooks sent from now on are signed with the new secret. Receivers that know only the old one will
        refuse them.
      </ConfirmDialog>
    </>
  )
}

function Test() {
  const [url, setUrl] = useState('')
  const { test } = useWebhookMutations()
  const issue = issueOf(test.error, 'url')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (url.trim() !== '' && !test.isPending) test.mutate(url.trim())
  }
  return (
    <>
      <form className={styles.test} onSubmit={submit} noValidate>
        <TextField
          label="Try an address"
          type="url"
          inputMode="url"
          placeholder="https://example.com/hooks/runhive"
          value={url}
          error={issue}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <Button type="submit" busy={test.isPending} disabled={url.trim() === ''}>
          Send a test
        </Button>
      </form>
      {test.error && issue === undefined && <ErrorNotice error={test.error} />}
      <p role="status" className={styles.note}>
        {test.data && outcomeOf(test.data)}
      </p>
    </>
  )
}

const outcomeOf = (delivery: WebhookDelivery): string => `Test: ${describeDelivery(delivery)}`
