import { createTransport, type SendMailOptions } from 'nodemailer'
import type { SmtpServer } from './smtp-url.ts'

/** When `signal` aborts, the connection is closed. */
export type SendMail = (mail: SendMailOptions, signal?: AbortSignal) => Promise<Sent>

/** How one try went. `refused`: the server will never take this mail. Has no address in it: none may be logged. */
export type Sent =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'refused' | 'postponed'; readonly reason: string }

/** For each step of a conversation with the server, milliseconds. */
const CONNECT_MS = 10_000
const SILENCE_MS = 20_000
/** For all of a try, milliseconds: a server that needs longer is not going to take it. */
export const TRY_MS = 60_000

/** Sends one mail over a connection of its own: mails are rare. */
export function createSend(server: SmtpServer): SendMail {
  const { auth, ...settings } = server
  const transport = createTransport({
    ...settings,
    ...(auth === undefined ? {} : { auth: { ...auth } }),
    dnsTimeout: CONNECT_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async (mail, signal) => {
    const late = AbortSignal.timeout(TRY_MS)
    try {
      await transport.sendMail({ ...mail, signal: signal ? AbortSignal.any([signal, late]) : late })
      return { outcome: 'sent' }
    } catch (error) {
      return toFailure(error)
    }
  }
}

/**
 * 5xx about the sender's address or the mail itself will be the same tomorrow; 5xx about the login an operator can
 * repair.
 */
function toFailure(error: unknown): Sent {
  const { code, responseCode } = Object(error) as { code?: unknown; responseCode?: unknown }
  const status = typeof responseCode === 'number' ? responseCode : undefined
  const reason = [typeof code === 'string' ? code : 'error', status].filter(Boolean).join(' ')
  const isFinal = status !== undefined && status >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE')
  return { outcome: isFinal ? 'refused' : 'postponed', reason }
}
