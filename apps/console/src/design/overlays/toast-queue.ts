/** Toasts that are not shown yet: the component that shows them is loaded with the first one. */

export interface NewToast {
  readonly title: string
  readonly description?: string | undefined
  readonly type: 'done' | 'error'
  readonly priority?: 'low' | 'high'
  /** Milliseconds. */
  readonly timeout?: number
}

const waiting: NewToast[] = []
const listeners = new Set<() => void>()
let said = false

export function say(toast: NewToast): void {
  said = true
  waiting.push(toast)
  for (const listener of listeners) listener()
}

/** Whether there has ever been one. */
export const hasToasts = (): boolean => said

export function onToast(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Takes the waiting toasts out of the queue. */
export const takeToasts = (): NewToast[] => waiting.splice(0)
