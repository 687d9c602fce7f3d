import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useSession } from '../api/session.ts'
import { IconButton } from '../design/controls/button.tsx'
import { usePress } from '../design/controls/press.ts'
import { Brand } from './brand.tsx'
import { Navigation } from './navigation.tsx'
import styles from './shell.module.css'
import { ThemeToggle } from './theme-toggle.tsx'
import { useArrival } from './use-arrival.ts'

/** The frame around every page. */
export function Shell() {
  useArrival()
  return (
    <>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <div className={styles.shell}>
        <header className={styles.side}>
          <div className={styles.head}>
            <Brand />
            <ThemeToggle />
          </div>
          <Navigation />
        </header>
        <header className={styles.top}>
          <Brand />
          <span className={styles.tools}>
            <ThemeToggle />
            <Drawer />
          </span>
        </header>
        <main id="main" tabIndex={-1} className={styles.main}>
          <Notice />
          <Outlet />
        </main>
      </div>
    </>
  )
}

const Suspension = lazy(async () => ({ default: (await import('./suspension.tsx')).Suspension }))

/** Notices that are shown on every page. */
function Notice() {
  const suspension = useSession().account?.suspension
  return (
    suspension && (
      <Suspense>
        <Suspension {...suspension} />
      </Suspense>
    )
  )
}

const loadDrawer = () => import('./drawer.tsx')
const OpenDrawer = lazy(async () => ({ default: (await loadDrawer()).Drawer }))

/** The navigation at phone width, loaded on the first press. */
function Drawer() {
  const { pressed, trigger } = usePress(loadDrawer)
  const closed = <IconButton icon="menu" label="Open the menu" aria-haspopup="dialog" {...trigger} />
  if (!pressed) return closed
  return (
    <Suspense fallback={closed}>
      <OpenDrawer />
    </Suspense>
  )
}
