import {
  CommonSettings,
  DatabaseCaFile,
  DatabaseUrl,
  parseSettings,
  toCommonConfig,
  toDatabaseUrl,
} from '@runhive/process/settings'
import * as z from 'zod'

const Settings = z.object({
  ...CommonSettings,
  /** Of contact's own role. */
  DATABASE_URL: DatabaseUrl,
  DATABASE_CA_FILE: DatabaseCaFile,
})

export type Config = ReturnType<typeof parseConfig>
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return { ...toCommonConfig(settings), databaseUrl: toDatabaseUrl(settings) }
}
