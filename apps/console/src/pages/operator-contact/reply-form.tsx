import { type FormEvent, useState } from 'react'
import { useInboxMutations } from '../../api/contact.ts'
import { readFieldErrors } from '../../api/field-errors.ts'
import type { InboxMessage } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { TextArea } from '../../design/controls/field.tsx'
import { toCount } from '../../design/data/quantities.ts'
import { ErrorNotice } from '../../design/error-notice.tsx'
import styles from './inbox.module.css'

/** The service's limit, in characters. */
const MAXIMUM = 10_000

interface ReplyFormProps {
  readonly id: string
  /** The recipient of the answer. */
  readonly email: string
  readonly onSent: (message: InboxMessage) => void
}

export function ReplyForm({ id, email, onSent }: ReplyFormProps) {
  const { reply } = useInboxMutations()
  const [text, setText] = useState('')
  const [isEmpty, setEmpty] = useState(false)
  const fields = readFieldErrors(reply.error)
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (reply.isPending) return
    if (text.trim() === '') return setEmpty(true)
    reply.mutate(
      { id, text },
      {
        onSuccess: (message) => {
          setText('')
          onSent(message)
        },
      },
    )
  }
  return (
    <form className={styles.form} onSubmit={send} noValidate>
      <TextArea
        label="Reply"
        rows={5}
        value={text}
        maxLength={MAXIMUM}
        error={isEmpty ? 'Enter your reply.' : fields?.text}
        hint={`Mailed as plain text to ${email}. ${toCount(text.length)} of ${toCount(MAXIMUM)} characters.`}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
          setEmpty(false)
        }}
      />
      {reply.error && !fields && <ErrorNotice error={reply.error} />}
      <div>
        <Button type="submit" kind="primary" icon="mail" busy={reply.isPending}>
          Send reply
        </Button>
      </div>
    </form>
  )
}
