/**
 * How many cells may be at work beside those that executions have by right: as many as the executor could run executions now and does not.
 * Executions that come in are not held up by it; then there is less to spare.
 */
export interface Spare {
  /** undefined when there is nothing to spare. Disposing gives it back. */
  take(): Disposable | undefined
}

export function createSpare(options: { concurrency: number; running: () => number }): Spare {
  let taken = 0
  return {
    take() {
      if (options.running() + taken >= options.concurrency) return undefined
      taken += 1
      let held = true
      return {
        [Symbol.dispose]() {
          if (held) taken -= 1
          held = false
        },
      }
    },
  }
}
