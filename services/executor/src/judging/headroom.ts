/**
 * Cells that tests may use beside the one their execution is entitled to: as many as the executor could run executions
 * and does not. Executions that come in do not wait for them; until they end there is less headroom.
 */
export interface Headroom {
  /** undefined when there is none. Disposing gives the cell back. */
  tryExtraCell(): Disposable | undefined
}

export function createHeadroom(options: { concurrency: number; running: () => number }): Headroom {
  let taken = 0
  return {
    tryExtraCell() {
      if (options.running() + taken >= options.concurrency) return undefined
      taken += 1
      let inUse = true
      return {
        [Symbol.dispose]() {
          if (inUse) taken -= 1
          inUse = false
        },
      }
    },
  }
}
