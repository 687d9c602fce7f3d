import type { Connection } from '../connection/connection.ts'

/** Makes sure that streams and consumers exist. `forget` makes the next call check again. */
export interface Ensure {
  (): Promise<void>
  forget(): void
}

/**
 * Runs `ensure` once for all callers, and again if it failed or the connection was lost since. All callers await the
 * same promise, so pipelined callers continue in the order of their calls.
 */
export function once(connection: Connection, ensure: () => Promise<void>): Ensure {
  let running: Promise<void> | undefined
  let reconnects = 0
  const forget = () => {
    running = undefined
  }
  const run = () => {
    if (running !== undefined && reconnects === connection.reconnects()) return running
    reconnects = connection.reconnects()
    const started = ensure().catch((error: unknown) => {
      if (running === started) forget()
      throw error
    })
    running = started
    return started
  }
  return Object.assign(run, { forget })
}
