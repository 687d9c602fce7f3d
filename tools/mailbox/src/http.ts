import type { IncomingMessage, RequestListener } from 'node:http'
import type { Mail } from './mail.ts'
import type { RefusalStatus, Refusals } from './refusals.ts'

interface Mailbox {
  readonly mails: readonly Mail[]
  readonly refusals: Refusals
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/
/** Mails are strangers' text: a browser shows it as that and nothing else. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
}

/**
 * `GET /` shows what came, newest first; `GET /messages` gives it as JSON; `POST /refuse?status=451&times=2` has as
 * many recipients refused, with 451 or 550. Only under a name of this machine, so that no page from elsewhere reads it.
 */
export function answerHttp(mailbox: Mailbox): RequestListener {
  return (request, response) => {
    const url = URL.parse(request.url ?? '', 'http://mailbox.invalid')
    const isOurs = url !== null && LOOPBACK.test(request.headers.host ?? '')
    const [status, body] = isOurs ? answer(mailbox, request, url) : FORBIDDEN
    const isText = typeof body === 'string'
    const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
    response.writeHead(status, { ...HEADERS, 'content-type': type }).end(isText ? body : JSON.stringify(body))
  }
}

type Answer = readonly [status: number, body: string | object]

const FORBIDDEN: Answer = [403, 'forbidden\n']

function answer({ mails, refusals }: Mailbox, { method }: IncomingMessage, url: URL): Answer {
  const newestFirst = mails.toReversed()
  const route = `${method} ${url.pathname}`
  if (route === 'GET /') return [200, newestFirst.map(toText).join('\n') || 'no mail yet\n']
  if (route === 'GET /messages') return [200, { messages: newestFirst }]
  if (route !== 'POST /refuse') return [404, 'not found\n']
  const [status, times] = [Number(url.searchParams.get('status')), Number(url.searchParams.get('times'))]
  if (!isStatus(status) || !Number.isSafeInteger(times) || times < 0) {
    return [400, 'status must be 451 or 550, times a whole number from 0\n']
  }
  refusals.refuse(status, times)
  return [200, { status, times }]
}

const isStatus = (status: number): status is RefusalStatus => status === 451 || status === 550

function toText({ number, receivedAt, envelope, subject, replyTo, text }: Mail): string {
  const replies = replyTo.length > 0 ? `Reply-To: ${replyTo.join(', ')}\n` : ''
  const head = `#${number}  ${receivedAt}\nFrom: ${envelope.from}\nTo: ${envelope.to.join(', ')}\n${replies}`
  return `${head}Subject: ${subject}\n\n${text}\n${'-'.repeat(78)}\n`
}
