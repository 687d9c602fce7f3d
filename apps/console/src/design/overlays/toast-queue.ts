/** What was said and is not shown yet: whoever shows toasts comes with the first. */

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

/** Whether there ever was one. */
export const hasToasts = (): boolean => said

export function onToast(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What waits, for the last time. */
export const takeToasts = (): NewToast[] => waiting.splice(0)
