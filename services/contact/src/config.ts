import {
  CommonSettings,
  DatabaseCaFile,
  DatabaseUrl,
  parseSettings,
  toCommonConfig,
  toDatabaseUrl,
} from '@runhive/process/settings'
import * as z from 'zod'

/** Meanings are in `docs/settings.md`, which is written from here. */
export const Settings = z.object({
  ...CommonSettings,
  DATABASE_URL: DatabaseUrl.describe(
    "Postgres, with contact's own role: it owns one schema and can use nothing else",
  ),
  DATABASE_CA_FILE: DatabaseCaFile,
})

export type Config = ReturnType<typeof parseConfig>
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return { ...toCommonConfig(settings), databaseUrl: toDatabaseUrl(settings) }
}
