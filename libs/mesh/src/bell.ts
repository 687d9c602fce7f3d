/** Wakes its one waiter. A ring without a waiter is remembered for the next `wait`. */
export interface Bell {
  ring(): void
  /** False when `ms` passed without a ring. */
  wait(ms: number): Promise<boolean>
}

export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    wait: (ms) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer)
          wake = undefined
          resolve(rung)
          rung = false
        }
        const timer = setTimeout(end, ms)
        wake = end
        if (rung) end()
      }),
  }
}
