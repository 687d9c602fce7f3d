import { parseSettings, wholeNumber } from '@runhive/process/settings'
import * as z from 'zod'

const port = wholeNumber({ min: 0, max: 65_535, default: 0 })

/** Meanings are in `docs/settings.md`, which is written from here. */
export const Settings = z.object({
  MAILBOX_HTTP_HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'address of the page with received mail; anything but loopback only in a container, whose network nobody else can reach',
    ),
  MAILBOX_SMTP_PORT: port.describe('SMTP port, on the loopback interface; 0 takes any free one'),
  MAILBOX_HTTP_PORT: port.describe('port of the page with received mail; 0 takes any free one'),
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
