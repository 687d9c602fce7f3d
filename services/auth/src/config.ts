import {
  CommonSettings,
  DatabaseUrl,
  parseSettings,
  toCommonConfig,
  wholeNumber,
} from '@runhive/process/settings'
import * as z from 'zod'

const Settings = z.object({
  ...CommonSettings,
  /** Of auth's own role. */
  DATABASE_URL: DatabaseUrl,
  /** How long usage data is kept, days. */
  REQUEST_LOG_DAYS: wholeNumber({ min: 1, max: 3_650, default: 30 }),
  /** Whether signed-out callers may run executions, within the plan `anonymous`. */
  ANONYMOUS_EXECUTIONS: z.enum(['true', 'false'], 'must be true or false').default('false'),
})

export type Config = ReturnType<typeof parseConfig>
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return {
    ...toCommonConfig(settings),
    databaseUrl: settings.DATABASE_URL,
    requestLogDays: settings.REQUEST_LOG_DAYS,
    anonymousExecutions: settings.ANONYMOUS_EXECUTIONS === 'true',
  }
}
