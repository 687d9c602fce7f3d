import type { Connection } from '../connection/connection.ts'
import { api, isTransient, JetStreamError } from './api.ts'

/**
 * Removes one message and overwrites it. A message that is gone already is no failure: another process may have been
 * faster. A message of a work queue is done by this, even under another worker's lease.
 */
export async function eraseMessage(connection: Connection, stream: string, sequence: number): Promise<void> {
  await api(connection, `STREAM.MSG.DELETE.${stream}`, { seq: sequence }).catch((error: unknown) => {
    if (!(error instanceof JetStreamError) || isTransient(error)) throw error
  })
}
