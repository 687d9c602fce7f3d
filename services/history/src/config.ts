import {
  CommonSettings,
  DatabaseCaFile,
  DatabaseUrl,
  parseSettings,
  toCommonConfig,
  toDatabaseUrl,
  wholeNumber,
} from '@runhive/process/settings'
import * as z from 'zod'
import { toWebhookConfig, WebhookSettings } from './webhook-settings.ts'

/** Meanings are in `docs/settings.md`, which is written from here. */
export const Settings = z.object({
  ...CommonSettings,
  ...WebhookSettings,
  DATABASE_URL: DatabaseUrl.describe(
    "URL of Postgres with history's own role, which owns one schema and can use no other",
  ),
  DATABASE_CA_FILE: DatabaseCaFile,
  RETENTION_DAYS: wholeNumber({ min: 1, max: 36_500, default: 90 }).describe(
    "how long an execution's record is kept if its plan sets no time, days",
  ),
  RETENTION_DAYS_MAX: wholeNumber({ min: 1, max: 36_500, default: 3_650 }).describe(
    'no record is kept longer than this, even if its plan allows it, days; applies to executions recorded from then on',
  ),
  USAGE_DAYS: wholeNumber({ min: 1, max: 36_500, default: 400 }).describe(
    'how long daily usage (runs, errors, CPU time) is kept, days; it outlives the executions it counts',
  ),
  STATUS_DAYS: wholeNumber({ min: 1, max: 36_500, default: 90 }).describe(
    'how long states of services (status page) and outcomes of executions are kept, days',
  ),
  PURGE_EVERY_MS: wholeNumber({ min: 100, max: 86_400_000, default: 600_000 }).describe(
    'interval at which expired data is deleted, milliseconds',
  ),
})

export type Config = ReturnType<typeof parseConfig>
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return {
    ...toCommonConfig(settings),
    databaseUrl: toDatabaseUrl(settings),
    retention: { defaultDays: settings.RETENTION_DAYS, maxDays: settings.RETENTION_DAYS_MAX },
    usageDays: settings.USAGE_DAYS,
    statusDays: settings.STATUS_DAYS,
    purgeEveryMs: settings.PURGE_EVERY_MS,
    webhooks: toWebhookConfig(settings),
  }
}
