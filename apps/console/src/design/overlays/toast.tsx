import { lazy, Suspense, useSyncExternalStore } from 'react'
import { toNotice } from '../../api/notice.ts'
import { hasToasts, type NewToast, onToast, say } from './toast-queue.ts'

const Toasts = lazy(async () => ({ default: (await import('./open-toasts.tsx')).Toasts }))

/** The place of toasts, loaded with the first one. Used once in the application. */
export function ToastHost() {
  const wanted = useSyncExternalStore(onToast, hasToasts)
  return wanted ? (
    <Suspense fallback={null}>
      <Toasts />
    </Suspense>
  ) : null
}

const toast = {
  /** For a success: `title` in the past tense, e.g. "Key made". */
  done: (title: string, description?: string) => say({ title, description, type: 'done' }),
  /** For a failure, with what to do. */
  failed: (error: unknown) => {
    const { title, advice } = toNotice(error)
    say({ title, description: advice, type: 'error', priority: 'high', timeout: 10_000 } satisfies NewToast)
  },
}

/** Says briefly that something happened. What must be read belongs in the page. */
export const useToast = () => toast
