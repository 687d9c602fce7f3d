import type { Clock } from '../pool/clock.ts'

/**
 * The time in which only the caller that waits for its end can know of an execution. What tells others of it, its events
 * and its address, is not needed before it is over, and not at all when the execution has ended by then.
 */
export interface Hold extends Disposable {
  readonly isOver: boolean
  /** Calls back in the turn in which it is over, or at once when it is. Not after it was disposed. */
  whenOver(callback: () => void): void
  end(): void
}

export function createHold(clock: Pick<Clock, 'after'>, milliseconds: number): Hold {
  let isOver = false
  let callbacks: (() => void)[] = []
  const dispose = () => {
    timer[Symbol.dispose]()
    callbacks = []
  }
  const end = () => {
    if (isOver) return
    isOver = true
    const due = callbacks
    dispose()
    for (const callback of due) callback()
  }
  const timer = clock.after(milliseconds, end)
  return {
    get isOver() {
      return isOver
    },
    whenOver(callback) {
      if (isOver) callback()
      else callbacks.push(callback)
    },
    end,
    [Symbol.dispose]: dispose,
  }
}
