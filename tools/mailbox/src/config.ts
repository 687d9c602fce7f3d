import { parseSettings, wholeNumber } from '@runhive/process/settings'
import * as z from 'zod'

const port = wholeNumber({ min: 0, max: 65_535, default: 0 })

const Settings = z.object({
  /** Where mail is taken, on the loopback interface; 0 takes any free port. */
  MAILBOX_SMTP_PORT: port,
  /** Where it can be read, on the loopback interface; 0 takes any free port. */
  MAILBOX_HTTP_PORT: port,
})

/** Throws one error that names every setting that is wrong. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return { smtpPort: settings.MAILBOX_SMTP_PORT, httpPort: settings.MAILBOX_HTTP_PORT }
}
