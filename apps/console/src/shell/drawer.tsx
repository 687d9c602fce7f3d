import { Dialog } from '@base-ui/react/dialog'
import { useState } from 'react'
import { IconButton } from '../design/controls/button.tsx'
import { Brand } from './brand.tsx'
import { Navigation } from './navigation.tsx'
import styles from './shell.module.css'

/** The navigation at phone width, open when it appears. */
export function Drawer() {
  const [open, setOpen] = useState(true)
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
