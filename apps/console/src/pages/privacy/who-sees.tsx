import { Card } from '../../design/card.tsx'
import styles from './privacy.module.css'

interface WhoSeesProps {
  /** null if it is not known now, or if nobody can sign in. */
  readonly issuer: string | null
  readonly signIn: boolean | null
}

export function WhoSees({ issuer, signIn }: WhoSeesProps) {
  return (
    <Card title="Who can see it">
      <ul className={styles.list}>
        <li>
          <strong>You</strong>, signed in, see everything in your account. Keys see only executions.
        </li>
        <li>
          <strong>The operators</strong> see accounts, plans, totals over all accounts and messages to them.
          Their pages show no code and no output. People who run the machines can access the databases on
          them.
        </li>
        <li>
          <strong>Your sign-in provider</strong> {describeIssuer({ issuer, signIn })}
        </li>
        <li>
          <strong>Webhook addresses</strong> you choose receive the results you request for them.
        </li>
        <li>
          <strong>Nobody else.</strong> No page here loads anything from another site: the browser is told to
          refuse it.
        </li>
      </ul>
    </Card>
  )
}

function describeIssuer({ issuer, signIn }: WhoSeesProps): string {
  if (signIn === false) return 'does not exist here: nobody can sign in to this installation.'
  const name = issuer === null ? undefined : (URL.parse(issuer)?.host ?? issuer)
  const which = name === undefined ? '(unknown at the moment)' : `(${name})`
  return `${which} learns that you sign in here, and tells us your name and e-mail address. It learns nothing of what you do.`
}
