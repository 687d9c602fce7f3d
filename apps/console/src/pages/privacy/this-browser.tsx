import { Card } from '../../design/card.tsx'
import { Button } from '../../design/controls/button.tsx'
import { useToast } from '../../design/overlays/toast.tsx'
import { forgetDraft } from '../../program/draft.ts'
import styles from './privacy.module.css'

/** Over TLS the gateway's cookies have a name prefix that no other host can set. */
const cookieName = (name: string) => (location.protocol === 'https:' ? `__Host-${name}` : name)

/** Data in the visitor's own browser. */
export function ThisBrowser() {
  const toast = useToast()
  const forget = () => {
    forgetDraft()
    toast.done('Program removed', 'It is no longer stored in this browser.')
  }
  return (
    <Card title="In your browser">
      <ul className={styles.list}>
        <li>
          One cookie, <code>{cookieName('runhive_session')}</code>, keeps you signed in. While you sign in
          there is a second, <code>{cookieName('runhive_sign_in')}</code>, for some minutes. Both are
          necessary, no script can read them, and they are sent to no other site.
        </li>
        <li>
          The browser itself remembers the theme and the program you are writing. The program is not sent
          anywhere until you press Run.
        </li>
      </ul>
      <div>
        <Button icon="trash" onClick={forget}>
          Remove the saved program
        </Button>
      </div>
    </Card>
  )
}
