import { SECRET } from '@runhive/process/secrets'
import { wholeNumber } from '@runhive/process/settings'
import * as z from 'zod'
import { parseMailbox } from './mailbox.ts'
import { parseSmtpUrl } from './smtp-url.ts'

const SMTP_URL = 'must be a URL like smtp://user:password@mail.example.com:587 or smtps://…'
const MAILBOX = 'must be an e-mail address, or a name and one: Runhive <contact@example.com>'
const ADDRESSES = 'must be e-mail addresses, at most 20, separated by commas'

/** The settings of mail: spread them into the service's own `z.object`. */
export const MailSettings = {
  SMTP_URL: z
    .string()
    .optional()
    .transform((text, context) =>
      text === undefined ? undefined : (parseSmtpUrl(text) ?? refuse(context, SMTP_URL)),
    )
    .meta({
      description:
        'the mail server; without it no mail is sent, and the inbox still works. `smtps:` uses TLS from the start. `smtp:` upgrades to TLS if the server offers STARTTLS, and requires it if there is a password and the server is not on this host; `?starttls=required` always requires it, `?starttls=never` never uses it',
      allowed: 'a URL like smtp://user:password@mail.example.com:587 or smtps://…',
      ...SECRET,
    }),
  MAIL_FROM: z
    .string()
    .optional()
    .transform((text, context) =>
      text === undefined ? undefined : (parseMailbox(text) ?? refuse(context, MAILBOX)),
    )
    .meta({
      description: 'sender of all mail, required with `SMTP_URL`; answers to replies go to it',
      allowed: 'an e-mail address, or a name and one: `Runhive <contact@example.com>`',
    }),
  OPERATOR_EMAIL: z
    .string()
    .default('')
    .transform((text, context) => parseAddresses(text) ?? refuse(context, ADDRESSES))
    .meta({
      description: 'who gets a notice of each new message by mail',
      allowed: 'e-mail addresses, at most 20, separated by commas',
    }),
  NOTICES_PER_HOUR: wholeNumber({ min: 0, max: 10_000, default: 20 }).describe(
    'how many messages an hour, of all senders together, are mailed as a notice each; the rest is counted and mailed as one digest an hour later',
  ),
  MAIL_ATTEMPTS: wholeNumber({ min: 1, max: 50, default: 12 }).describe(
    'maximum number of attempts for one mail; about 20 hours with these pauses',
  ),
  MAIL_RETRY_MS: wholeNumber({ min: 1, max: 3_600_000, default: 10_000 }).describe(
    'pause after the first attempt, milliseconds; each following pause is three times as long, minus up to half as jitter',
  ),
  MAIL_RETRY_MAX_MS: wholeNumber({ min: 1, max: 86_400_000, default: 21_600_000 }).describe(
    'maximum pause, milliseconds',
  ),
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
    noticesPerHour: settings.NOTICES_PER_HOUR,
    retry: {
      attempts: settings.MAIL_ATTEMPTS,
      firstPauseMs: settings.MAIL_RETRY_MS,
      factor: 3,
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
