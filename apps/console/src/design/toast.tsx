import { Toast as Base } from '@base-ui/react/toast'
import type { ReactNode } from 'react'
import { toNotice } from '../api/notice.ts'
import { IconButton } from './button.tsx'
import styles from './toast.module.css'

/** Where toasts appear. Once, around the application. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider timeout={5_000} limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function Toasts() {
  const { toasts } = Base.useToastManager()
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

/** Says that something happened, for a moment. What must be read belongs into the page. */
export function useToast() {
  const { add } = Base.useToastManager()
  return {
    /** It worked: `title` in the past tense, e.g. "Key made". */
    done: (title: string, description?: string) => void add({ title, description, type: 'done' }),
    /** It did not, and what to do. */
    failed: (error: unknown) => {
      const { title, advice } = toNotice(error)
      void add({ title, description: advice, type: 'error', priority: 'high', timeout: 10_000 })
    },
  }
}
