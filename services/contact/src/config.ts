import {
  CommonSettings,
  DatabaseUrl,
  parseSettings,
  toCommonConfig,
  wholeNumber,
} from '@runhive/process/settings'
import * as z from 'zod'
import { MailSettings, toMailConfig } from './mail-settings.ts'

const Settings = z
  .object({
    ...CommonSettings,
    ...MailSettings,
    /** Of contact's own role. */
    DATABASE_URL: DatabaseUrl,
    /** How long a message and its replies are kept, days. */
    CONTACT_DAYS: wholeNumber({ min: 1, max: 36_500, default: 365 }),
    /** How often what has expired is deleted, milliseconds. */
    PURGE_EVERY_MS: wholeNumber({ min: 100, max: 86_400_000, default: 600_000 }),
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
    databaseUrl: settings.DATABASE_URL,
    contactDays: settings.CONTACT_DAYS,
    purgeEveryMs: settings.PURGE_EVERY_MS,
    mail: toMailConfig(settings),
  }
}
