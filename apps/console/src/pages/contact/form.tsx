import { type FormEvent, useRef, useState } from 'react'
import { useSendMessage } from '../../api/contact.ts'
import { readFieldErrors } from '../../api/field-errors.ts'
import type { Account } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { TextArea, TextField } from '../../design/controls/field.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { check, type Draft, FIELDS, type FieldName, MAXIMA } from './check.ts'
import styles from './contact.module.css'
import { Counter } from './counter.tsx'
import type { Receipt } from './sent.tsx'
import { Trap } from './trap.tsx'

interface ContactFormProps {
  /** The signed-in visitor's, filled in already. */
  readonly account: Account | undefined
  readonly onSent: (receipt: Receipt) => void
}

export function ContactForm({ account, onSent }: ContactFormProps) {
  const [draft, setDraft] = useState<Draft>({
    name: account?.name ?? '',
    email: account?.email ?? '',
    message: '',
  })
  const [website, setWebsite] = useState('')
  const [own, setOwn] = useState<Partial<Record<FieldName, string>>>({})
  const form = useRef<HTMLFormElement>(null)
  const sending = useSendMessage()
  const said = readFieldErrors(sending.error)
  const errors: Partial<Record<string, string>> = { ...said, ...own }
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (sending.isPending) return
    const found = check(draft)
    setOwn(found)
    const first = FIELDS.find((name) => found[name])
    if (first) return form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus()
    sending.mutate(website === '' ? draft : { ...draft, website }, {
      onSuccess: ({ receivedAt }) => onSent({ email: draft.email.trim(), receivedAt }),
    })
  }
  const field = (name: FieldName) => ({
    name,
    value: draft[name],
    error: errors[name],
    required: true,
    maxLength: MAXIMA[name],
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => {
      setDraft({ ...draft, [name]: currentTarget.value })
      setOwn({ ...own, [name]: undefined })
      if (said) sending.reset()
    },
  })
  return (
    <form ref={form} className={styles.form} onSubmit={send} noValidate>
      <div className={styles.pair}>
        <TextField label="Name" autoComplete="name" {...field('name')} />
        <TextField
          label="E-mail"
          type="email"
          autoComplete="email"
          hint="Only used to reply to you."
          {...field('email')}
        />
      </div>
      <TextArea
        label="Message"
        rows={8}
        hint={<Counter length={draft.message.length} maximum={MAXIMA.message} />}
        {...field('message')}
      />
      <Trap value={website} onChange={setWebsite} />
      {sending.error && !said && <ErrorNotice error={sending.error} />}
      <div>
        <Button type="submit" kind="primary" icon="mail" busy={sending.isPending}>
          Send message
        </Button>
      </div>
    </form>
  )
}
