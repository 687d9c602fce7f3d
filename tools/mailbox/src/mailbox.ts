import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { answerHttp } from './http.ts'
import { type Mail, parseMail } from './mail.ts'
import { createRefusals, type Refusals } from './refusals.ts'

export interface MailboxOptions {
  /** Of the loopback interface; any free port when 0 or not given. */
  readonly smtpPort?: number
  readonly httpPort?: number
  /** Where it can be read, when that is not the loopback interface. */
  readonly httpHost?: string
}

export interface Mailbox extends AsyncDisposable {
  /** For `SMTP_URL`. */
  readonly smtpUrl: string
  /** Where what came can be read. */
  readonly url: string
  /** What came, oldest first. */
  readonly mails: readonly Mail[]
  readonly refusals: Refusals
}

/** Older ones are forgotten. */
export const KEPT = 200
const MAX_BYTES = 4 * 1024 * 1024

/**
 * Stands in for a mail server on a developer's machine and in tests: real SMTP, which delivers nothing and keeps what
 * it gets in memory. It takes mail on the loopback interface and nowhere else.
 */
export async function startMailbox(options: MailboxOptions = {}): Promise<Mailbox> {
  const { smtpPort = 0, httpPort = 0, httpHost = '127.0.0.1' } = options
  await using opening = new AsyncDisposableStack()
  const mails: Mail[] = []
  const refusals = createRefusals()
  let count = 0
  const smtp = opening.adopt(
    createSmtp(refusals, async (raw, envelope) => {
      count += 1
      const taken = { number: count, receivedAt: new Date().toISOString(), envelope }
      mails.push(await parseMail(raw, taken))
      mails.splice(0, Math.max(0, mails.length - KEPT))
    }),
    (server) => new Promise<void>((resolve) => server.close(resolve)),
  )
  const listening = smtp.listen(smtpPort, '127.0.0.1')
  await once(listening, 'listening')
  const http = createServer(answerHttp({ mails, refusals }))
  http.listen(httpPort, httpHost)
  opening.defer(async () => {
    http.close()
    http.closeAllConnections()
  })
  await once(http, 'listening')
  const opened = opening.move()
  return {
    smtpUrl: `smtp://127.0.0.1:${portOf(listening)}`,
    url: `http://127.0.0.1:${portOf(http)}`,
    mails,
    refusals,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

const portOf = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port // it listens on TCP

function createSmtp(
  refusals: Refusals,
  take: (raw: Buffer, envelope: Mail['envelope']) => Promise<void>,
): SMTPServer {
  return new SMTPServer({
    // Nobody logs in, and there is no certificate that anybody could believe.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    closeTimeout: 100,
    logger: false,
    onRcptTo: (_address, _session, callback) => callback(refusals.next()),
    onData(stream, session, callback) {
      buffer(stream)
        .then((raw) => take(raw, envelopeOf(session)))
        .then(
          () => callback(),
          (error: Error) => callback(error),
        )
    },
  })
}

function envelopeOf({ envelope }: SMTPServerSession): Mail['envelope'] {
  const { mailFrom, rcptTo } = envelope
  return { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) }
}
