import {
  api,
  ERROR_NO_STREAM,
  ERROR_STREAM_NAME_IN_USE,
  ERROR_SUBJECTS_OVERLAP,
  JetStreamError,
} from './jetstream.ts'
import type { Link } from './link.ts'

export interface StreamConfig {
  readonly name: string
  readonly subjects: ReadonlyArray<string>
  readonly [setting: string]: unknown
}

/** What is made when it is not there: to have these settings if it is, or to be left with any. */
export type Have = 'these' | 'any'

const CREATE_TRIES = 20
const CREATE_PAUSE_MS = 25

/**
 * Sees to it that the stream is there, with these settings: for keepers of it. Who connected without a number of
 * replicas makes streams with one and leaves existing ones as many as they have.
 */
export async function ensureStream(link: Link, settings: StreamConfig, have: Have = 'these'): Promise<void> {
  const found = await findStream(link, settings.name)
  const wanted = { ...settings, ...(link.replicas !== undefined && { num_replicas: link.replicas }) }
  if (found !== undefined && (have === 'any' || isSame(found, wanted))) return
  if (found === undefined && (await createStream(link, { num_replicas: 1, ...wanted }))) return
  const existing = found ?? (await findStream(link, settings.name))
  await api(link, `STREAM.UPDATE.${settings.name}`, { num_replicas: existing?.num_replicas, ...wanted })
}

async function findStream(link: Link, name: string): Promise<StreamConfig | undefined> {
  try {
    return (await api<{ config: StreamConfig }>(link, `STREAM.INFO.${name}`)).config
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
 * False when there is one of this name by now. Safe when several processes do it at once: the server may then tell
 * one of them, for a moment, that its subjects overlap with those of the very stream the other is creating.
 */
async function createStream(link: Link, config: StreamConfig): Promise<boolean> {
  for (let left = CREATE_TRIES; ; left -= 1) {
    try {
      await api(link, `STREAM.CREATE.${config.name}`, config)
      return true
    } catch (error) {
      const code = error instanceof JetStreamError ? error.errorCode : undefined
      if (code === ERROR_STREAM_NAME_IN_USE) return false
      if (code !== ERROR_SUBJECTS_OVERLAP || left === 1) throw error
      await new Promise((resolve) => setTimeout(resolve, CREATE_PAUSE_MS))
    }
  }
}
