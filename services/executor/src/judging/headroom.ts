/**
 * Gives cells that tests may use beside the one their execution is entitled to: as many as the executor could run
 * executions and does not; undefined when there is none. Disposing gives the cell back. Executions that come in do not
 * wait for these cells; until they end there is less headroom.
 */
export function createHeadroom(options: {
  concurrency: number
  running: () => number
}): () => Disposable | undefined {
  let taken = 0
  return () => {
    if (options.running() + taken >= options.concurrency) return undefined
    taken += 1
    let inUse = true
    return {
      [Symbol.dispose]() {
        if (inUse) taken -= 1
        inUse = false
      },
    }
  }
}
