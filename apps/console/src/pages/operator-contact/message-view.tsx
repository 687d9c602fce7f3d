import { useEffect, useRef, useState } from 'react'
import { useInboxMutations } from '../../api/contact.ts'
import type { InboxMessage } from '../../api/types.ts'
import { Button, IconButton } from '../../design/controls/button.tsx'
import { Badge } from '../../design/data/badge.tsx'
import { toMoment } from '../../design/data/time-words.ts'
import { ConfirmDialog } from '../../design/overlays/dialog.tsx'
import { useToast } from '../../design/overlays/toast.tsx'
import { STATES } from './filters.ts'
import styles from './inbox.module.css'
import { Replies } from './replies.tsx'
import { ReplyForm } from './reply-form.tsx'

interface MessageViewProps {
  readonly message: InboxMessage
  /** Called with the message after a reply or after archiving. */
  readonly onChanged: (message: InboxMessage) => void
  readonly onClose: () => void
}

/** One complete message, always shown as plain text. */
export function MessageView({ message, onChanged, onClose }: MessageViewProps) {
  const { name, email, receivedAt, state, replies } = message
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <article className={styles.message} aria-label={`Message from ${name}`}>
      <header className={styles.head}>
        <span className={styles.back}>
          <IconButton icon="arrowLeft" label="Back to the list" onClick={onClose} />
        </span>
        <div className={styles.who}>
          <h2 ref={heading} tabIndex={-1}>
            {name}
          </h2>
          <p>
            <a href={`mailto:${encodeURIComponent(email)}`}>{email}</a> · {toMoment(receivedAt)}
          </p>
        </div>
        <Badge tone={STATES[state].tone}>{STATES[state].word}</Badge>
      </header>
      <p className={styles.text}>{message.message}</p>
      <Replies replies={replies} />
      <ReplyForm id={message.id} email={email} onSent={onChanged} />
      <PutAway message={message} onChanged={onChanged} onClose={onClose} />
    </article>
  )
}

function PutAway({ message: { id, name, state }, onChanged, onClose }: MessageViewProps) {
  const { archive, remove } = useInboxMutations()
  const [isAsking, setAsking] = useState(false)
  const toast = useToast()
  const isArchived = state === 'archived'
  const change = () =>
    archive.mutate(
      { id, archived: !isArchived },
      {
        onSuccess: (message) => {
          onChanged(message)
          toast.done(isArchived ? 'Taken back' : 'Archived')
        },
        onError: (error) => toast.failed(error),
      },
    )
  return (
    <div className={styles.actions}>
      <Button small icon="archive" busy={archive.isPending} onClick={change}>
        {isArchived ? 'Unarchive' : 'Archive'}
      </Button>
      <Button small kind="ghost" icon="trash" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title="Delete this message?"
        action="Delete message"
        onConfirm={async () => {
          await remove.mutateAsync(id)
          toast.done('Message deleted')
          onClose()
        }}
      >
        What {name} wrote and every reply to it go for good. Mail that has not left yet is not sent.
      </ConfirmDialog>
    </div>
  )
}
