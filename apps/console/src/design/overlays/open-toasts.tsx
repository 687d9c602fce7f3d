import { Toast as Base } from '@base-ui/react/toast'
import { useEffect } from 'react'
import { IconButton } from '../controls/button.tsx'
import styles from './toast.module.css'
import { onToast, takeToasts } from './toast-queue.ts'

export function Toasts() {
  return (
    <Base.Provider timeout={5_000} limit={3}>
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <Shown />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function Shown() {
  const { toasts, add } = Base.useToastManager()
  useEffect(() => {
    const show = () => {
      for (const toast of takeToasts()) add(toast)
    }
    show()
    return onToast(show)
  }, [add])
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className={styles.toast}>
      <div className={styles.texts}>
        <Base.Title className={styles.title} />
        <Base.Description className={styles.description} />
      </div>
      <Base.Close render={<IconButton icon="close" label="Dismiss" small />} />
    </Base.Root>
  ))
}
