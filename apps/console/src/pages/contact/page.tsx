import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '../../api/session.ts'
import { useSite } from '../../api/site.ts'
import { Card } from '../../design/card.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { Skeleton, SkeletonRows } from '../../design/skeleton.tsx'
import styles from './contact.module.css'
import { ContactForm } from './form.tsx'
import { type Receipt, Sent } from './sent.tsx'

export function Page() {
  const session = useSession()
  const [receipt, setReceipt] = useState<Receipt>()
  return (
    <Frame narrow>
      <PageHeader
        title="Contact"
        lead="A question, a bug or a request: it goes to the operator of this installation."
      />
      {receipt && <Sent receipt={receipt} onAgain={() => setReceipt(undefined)} />}
      {!receipt && (
        <Card>
          {session.state === 'loading' ? (
            <Waiting />
          ) : (
            <ContactForm account={session.account} onSent={setReceipt} />
          )}
        </Card>
      )}
      <Elsewhere />
    </Frame>
  )
}

/** Placeholders in the positions of the form's fields. */
function Waiting() {
  return (
    <>
      <SkeletonRows rows={1} height="5.25rem" />
      <Skeleton height="15rem" />
      <Skeleton width="10rem" height="2.25rem" />
    </>
  )
}

/** Other ways to reach the operator, and pages to read first. */
function Elsewhere() {
  const email = useSite()?.contactEmail
  return (
    <p className={styles.note}>
      Something down? See the <Link to="/status">status page</Link>. The{' '}
      <Link to="/privacy">privacy page</Link> says what is stored of your message, and for how long.
      {email && (
        <>
          {' '}
          You can also write to <a href={`mailto:${email}`}>{email}</a>.
        </>
      )}
    </p>
  )
}
