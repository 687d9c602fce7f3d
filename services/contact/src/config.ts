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
import { MailSettings, toMailConfig } from './mail/settings.ts'

/** Meanings are in `docs/settings.md`, which is written from here. */
export const Settings = z
  .object({
    ...CommonSettings,
    ...MailSettings,
    DATABASE_URL: DatabaseUrl.describe(
      "URL of Postgres with contact's own role, which owns one schema and can use no other",
    ),
    DATABASE_CA_FILE: DatabaseCaFile,
    CONTACT_DAYS: wholeNumber({ min: 1, max: 36_500, default: 365 }).describe(
      'how long a message and its replies are kept, days',
    ),
    PURGE_EVERY_MS: wholeNumber({ min: 100, max: 86_400_000, default: 600_000 }).describe(
      'interval at which expired data is deleted, milliseconds',
    ),
  })
  .refine(
    (settings) => settings.SMTP_URL === undefined || settings.MAIL_FROM !== undefined,
    'MAIL_FROM must be set with SMTP_URL',
  )

export type Config = ReturnType<typeof parseConfig>
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return {
    ...toCommonConfig(settings),
    databaseUrl: toDatabaseUrl(settings),
    contactDays: settings.CONTACT_DAYS,
    purgeEveryMs: settings.PURGE_EVERY_MS,
    mail: toMailConfig(settings),
  }
}
