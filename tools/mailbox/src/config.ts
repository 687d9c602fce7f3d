import { parseSettings, wholeNumber } from '@runhive/process/settings'
import * as z from 'zod'

const port = wholeNumber({ min: 0, max: 65_535, default: 0 })

/** Meanings are in `docs/settings.md`, which is written from here. */
export const Settings = z.object({
  MAILBOX_HTTP_HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'where it can be read; only in a container, where the loopback interface is nobody else’s to reach, may it be another than that',
    ),
  MAILBOX_SMTP_PORT: port.describe('where mail is taken, on the loopback interface; 0 takes any free port'),
  MAILBOX_HTTP_PORT: port.describe('where it can be read; 0 takes any free port'),
})

/** Throws one error that names every setting that is wrong. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return {
    smtpPort: settings.MAILBOX_SMTP_PORT,
    httpHost: settings.MAILBOX_HTTP_HOST,
    httpPort: settings.MAILBOX_HTTP_PORT,
  }
}
