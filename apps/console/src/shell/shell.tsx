import { Dialog } from '@base-ui/react/dialog'
import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { IconButton } from '../design/button.tsx'
import { Brand } from './brand.tsx'
import { Navigation } from './navigation.tsx'
import styles from './shell.module.css'
import { ThemeToggle } from './theme-toggle.tsx'
import { useArrival } from './use-arrival.ts'

/** What stands around every page. */
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
          <Outlet />
        </main>
      </div>
    </>
  )
}

/** The navigation at phone width. */
function Drawer() {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger render={<IconButton icon="menu" label="Open the menu" />} />
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.drawerBackdrop} />
        <Dialog.Popup className={styles.drawer}>
          <Dialog.Title className="visually-hidden">Menu</Dialog.Title>
          <div className={styles.head}>
            <Brand onClick={close} />
            <Dialog.Close render={<IconButton icon="close" label="Close the menu" />} />
          </div>
          <Navigation onGo={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
