import { wholeNumber } from '@runhive/process/settings'
import * as z from 'zod'
import { parseMailbox } from './mail/mailbox.ts'
import { parseSmtpUrl } from './mail/smtp-url.ts'

const SMTP_URL = 'must be a URL like smtp://user:password@mail.example.com:587 or smtps://…'
const MAILBOX = 'must be an e-mail address, or a name and one: Runhive <contact@example.com>'
const ADDRESSES = 'must be e-mail addresses, at most 20, separated by commas'

/** The settings of mail: spread them into the service's own `z.object`. */
export const MailSettings = {
  /**
   * The server that mail is handed to; without it none is sent. `smtps:` begins with TLS. `smtp:` goes over to it (STARTTLS) when the
   * server offers that, and insists on it when there is a password and the server is not on this host; `?starttls=required` always
   * insists, `?starttls=never` never does. A secret when it holds a password.
   */
  SMTP_URL: z
    .string()
    .optional()
    .transform((text, context) =>
      text === undefined ? undefined : (parseSmtpUrl(text) ?? refuse(context, SMTP_URL)),
    ),
  /** From whom mail is; answers to replies go there. Must be set with `SMTP_URL`. */
  MAIL_FROM: z
    .string()
    .optional()
    .transform((text, context) =>
      text === undefined ? undefined : (parseMailbox(text) ?? refuse(context, MAILBOX)),
    ),
  /** Who is told by mail of a new message, separated by commas; nobody when not set. */
  OPERATOR_EMAIL: z
    .string()
    .default('')
    .transform((text, context) => parseAddresses(text) ?? refuse(context, ADDRESSES)),
  /** How often one mail is tried before it is given up. */
  MAIL_ATTEMPTS: wholeNumber({ min: 1, max: 50, default: 12 }),
  /** Pause after the first try, milliseconds; each next one is three times as long, less up to half by chance. */
  MAIL_RETRY_MS: wholeNumber({ min: 1, max: 3_600_000, default: 10_000 }),
  /** No pause is longer, milliseconds. */
  MAIL_RETRY_MAX_MS: wholeNumber({ min: 1, max: 86_400_000, default: 21_600_000 }),
} as const

type MailOutput = { [K in keyof typeof MailSettings]: z.output<(typeof MailSettings)[K]> }

export type MailConfig = NonNullable<ReturnType<typeof toMailConfig>>
/** The same as a part of the service's config; undefined: no mail is sent. */
export function toMailConfig(settings: MailOutput) {
  const { SMTP_URL: server, MAIL_FROM: from } = settings
  if (server === undefined || from === undefined) return undefined
  return {
    server,
    from,
    operators: settings.OPERATOR_EMAIL,
    retry: {
      attempts: settings.MAIL_ATTEMPTS,
      firstPauseMs: settings.MAIL_RETRY_MS,
      maxPauseMs: settings.MAIL_RETRY_MAX_MS,
    },
  }
}

const Addresses = z.array(z.email().max(254)).max(20)

const parseAddresses = (text: string) =>
  Addresses.safeParse(text.split(',').flatMap((part) => part.trim() || [])).data

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message })
  return z.NEVER
}
