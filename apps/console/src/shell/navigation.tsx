import { Link } from '@tanstack/react-router'
import { SIGN_OUT_HREF, signInHref, useSession } from '../api/session.ts'
import { buttonClass } from '../design/controls/button.tsx'
import { Icon, type IconName } from '../design/icon.tsx'
import { Skeleton } from '../design/skeleton.tsx'
import { FOOT_LINKS, OPERATOR_SECTIONS, SECTIONS } from './sections.ts'
import styles from './shell.module.css'

/** Links to all sections. `onGo` is called when a visitor follows one. */
export function Navigation({ onGo }: { onGo?: () => void }) {
  const { account } = useSession()
  return (
    <nav className={styles.nav} aria-label="Main">
      <Group sections={SECTIONS} onGo={onGo} />
      {account?.role === 'operator' && (
        <div>
          <p className={styles.groupTitle}>Operator</p>
          <Group sections={OPERATOR_SECTIONS} onGo={onGo} />
        </div>
      )}
      <div className={styles.foot}>
        <div className={styles.small}>
          {FOOT_LINKS.map(({ to, label }) => (
            <Link key={to} to={to} onClick={onGo}>
              {label}
            </Link>
          ))}
          <a href="/docs">API docs</a>
        </div>
        <div className={styles.slot}>
          <Who />
        </div>
      </div>
    </nav>
  )
}

type Sections = ReadonlyArray<{
  to: (typeof SECTIONS | typeof OPERATOR_SECTIONS)[number]['to']
  label: string
  icon: IconName
}>

function Group({ sections, onGo }: { sections: Sections; onGo: (() => void) | undefined }) {
  return (
    <ul className={styles.group}>
      {sections.map(({ to, label, icon }) => (
        <li key={to}>
          <Link
            to={to}
            className={styles.link}
            activeOptions={{ exact: to === '/' || to === '/operator', includeSearch: false }}
            onClick={onGo}
          >
            <Icon name={icon} size={17} />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The signed-in account, and the button to sign in or out. */
export function Who() {
  const session = useSession()
  if (session.state === 'loading') return <Skeleton height="3.25rem" />
  if (session.state !== 'signed-in') {
    return (
      // Read on the press, because the URL may have changed by then.
      <a
        href={signInHref()}
        className={buttonClass({ kind: 'primary' })}
        onClick={(event) => event.currentTarget.setAttribute('href', signInHref())}
      >
        <Icon name="signIn" />
        Sign in
      </a>
    )
  }
  const { name, email, plan } = session.account
  return (
    <div className={styles.who}>
      <span className={styles.whoName}>
        {name ?? email ?? 'Signed in'}
        <small>{email && name ? email : `${plan.name} plan`}</small>
      </span>
      <a
        href={SIGN_OUT_HREF}
        className={buttonClass({ kind: 'ghost', small: true })}
        aria-label="Sign out"
        title="Sign out"
      >
        <Icon name="signOut" />
      </a>
    </div>
  )
}
