import {
  CommonSettings,
  DatabaseUrl,
  parseSettings,
  toCommonConfig,
  wholeNumber,
} from '@runhive/process/settings'
import * as z from 'zod'
import { toWebhookConfig, WebhookSettings } from './webhook-settings.ts'

const Settings = z.object({
  ...CommonSettings,
  ...WebhookSettings,
  /** Of history's own role. */
  DATABASE_URL: DatabaseUrl,
  /** How long an execution's record is kept whose plan does not say, days. */
  RETENTION_DAYS: wholeNumber({ min: 1, max: 36_500, default: 90 }),
  /** No record is kept longer, whatever its plan says, days. Holds for what is recorded from then on. */
  RETENTION_DAYS_MAX: wholeNumber({ min: 1, max: 36_500, default: 3_650 }),
  /** How long the usage of a day is kept, days. It outlives the executions it counts. */
  USAGE_DAYS: wholeNumber({ min: 1, max: 36_500, default: 400 }),
  /** How long it is kept how the services were, days. */
  STATUS_DAYS: wholeNumber({ min: 1, max: 36_500, default: 90 }),
  /** How often what has expired is deleted, milliseconds. */
  PURGE_EVERY_MS: wholeNumber({ min: 100, max: 86_400_000, default: 600_000 }),
})

export type Config = ReturnType<typeof parseConfig>
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return {
    ...toCommonConfig(settings),
    databaseUrl: settings.DATABASE_URL,
    retention: { defaultDays: settings.RETENTION_DAYS, maxDays: settings.RETENTION_DAYS_MAX },
    usageDays: settings.USAGE_DAYS,
    statusDays: settings.STATUS_DAYS,
    purgeEveryMs: settings.PURGE_EVERY_MS,
    webhooks: toWebhookConfig(settings),
  }
}
