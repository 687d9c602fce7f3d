import type { Connection } from '../connection/connection.ts'
import {
  api,
  ERROR_NO_STREAM,
  ERROR_STREAM_NAME_IN_USE,
  ERROR_SUBJECTS_OVERLAP,
  JetStreamError,
} from './api.ts'

export interface StreamConfig {
  readonly name: string
  readonly subjects: ReadonlyArray<string>
  readonly [setting: string]: unknown
}

/** What happens to a stream or consumer that exists: it gets these settings, or keeps its own. */
export type Existing = 'update' | 'keep'

const CREATE_TRIES = 20
const CREATE_PAUSE_MS = 25

/**
 * Makes sure that the stream exists, with these settings. For its owners. Connections without a number of replicas
 * create streams with one and leave existing ones as they are.
 */
export async function ensureStream(
  connection: Connection,
  settings: StreamConfig,
  existing: Existing = 'update',
): Promise<void> {
  const found = await findStream(connection, settings.name)
  const wanted = {
    ...settings,
    ...(connection.replicas !== undefined && { num_replicas: connection.replicas }),
  }
  if (found !== undefined && (existing === 'keep' || isSame(found, wanted))) return
  if (found === undefined && (await createStream(connection, { num_replicas: 1, ...wanted }))) return
  const current = found ?? (await findStream(connection, settings.name))
  await api(connection, `STREAM.UPDATE.${settings.name}`, { num_replicas: current?.num_replicas, ...wanted })
}

async function findStream(connection: Connection, name: string): Promise<StreamConfig | undefined> {
  try {
    return (await api<{ config: StreamConfig }>(connection, `STREAM.INFO.${name}`)).config
  } catch (error) {
    if (error instanceof JetStreamError && error.errorCode === ERROR_NO_STREAM) return undefined
    throw error
  }
}

function isSame(found: StreamConfig, wanted: StreamConfig): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => JSON.stringify(found[name]) === JSON.stringify(value),
  )
}

/**
 * False when a stream of this name exists by now. Safe when several processes do it at once: for a moment the server
 * may tell one of them that its subjects overlap with those of the very stream that the other one is creating.
 */
async function createStream(connection: Connection, config: StreamConfig): Promise<boolean> {
  for (let left = CREATE_TRIES; ; left -= 1) {
    try {
      await api(connection, `STREAM.CREATE.${config.name}`, config)
      return true
    } catch (error) {
      const code = error instanceof JetStreamError ? error.errorCode : undefined
      if (code === ERROR_STREAM_NAME_IN_USE) return false
      if (code !== ERROR_SUBJECTS_OVERLAP || left === 1) throw error
      await new Promise((resolve) => setTimeout(resolve, CREATE_PAUSE_MS))
    }
  }
}
