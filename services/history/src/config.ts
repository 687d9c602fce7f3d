import { CommonSettings, DatabaseUrl, parseSettings, toCommonConfig } from '@runhive/process/settings'
import * as z from 'zod'

const Settings = z.object({
  ...CommonSettings,
  /** Of history's own role. */
  DATABASE_URL: DatabaseUrl,
})

export type Config = ReturnType<typeof parseConfig>
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return { ...toCommonConfig(settings), databaseUrl: settings.DATABASE_URL }
}
