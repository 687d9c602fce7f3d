import { DeliveryFailure } from './failure.ts'
import { checkTarget, type GuardOptions, type Target } from './guard.ts'
import { type Answer, post } from './post.ts'

export interface SendOptions extends GuardOptions {
  /** For all of a try: the name, the connection, sending, redirects and the head of the answer. */
  readonly timeoutMs: number
  readonly trust?: string | undefined
}

export interface Sent {
  /** Of the last answer; undefined when there was none. */
  readonly httpStatus: number | undefined
  /** Why it is not delivered. */
  readonly failure: DeliveryFailure | undefined
}

export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const MAX_REDIRECTS = 3
/** Those that mean "the same request, over there". Others, such as 303, mean something else and do not count. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308])
const GONE = 410

/** One try to deliver. Never rejects: gives how it went. Every hop of a redirect is checked like the first. */
export async function send(request: WebhookRequest, options: SendOptions): Promise<Sent> {
  const signal = AbortSignal.timeout(options.timeoutMs)
  const { headers, body } = request
  let httpStatus: number | undefined
  let target: Target | undefined
  try {
    let url = parseUrl(request.url)
    for (let redirects = 0; ; redirects += 1) {
      target = await checkTarget(url, signal, options)
      const answer = await post(target, { headers, body, signal, trust: options.trust })
      httpStatus = answer.status
      if (!REDIRECTS.has(answer.status)) return { httpStatus, failure: judge(answer) }
      if (redirects === MAX_REDIRECTS)
        throw new DeliveryFailure('redirect', `more than ${MAX_REDIRECTS} redirects`)
      url = next(url, answer)
    }
  } catch (error) {
    return { httpStatus, failure: toFailure(error, { signal, url: target?.url }) }
  }
}

function judge({ status }: Answer): DeliveryFailure | undefined {
  if (status >= 200 && status < 300) return undefined
  return new DeliveryFailure(status === GONE ? 'gone' : 'status', `the receiver answered ${status}`)
}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (!url) throw new DeliveryFailure('forbidden', 'not a URL')
  return url
}

function next(from: URL, { location }: Answer): URL {
  const to = location === undefined ? null : URL.parse(location, from.href)
  if (!to) throw new DeliveryFailure('redirect', 'a redirect to an invalid URL')
  if (from.protocol === 'https:' && to.protocol !== 'https:')
    throw new DeliveryFailure('redirect', 'a redirect away from https')
  return to
}

const CONNECTION = /^E(CONN|HOST|NET|PIPE|TIMEDOUT|ADDR|ACCES|PERM)/

function toFailure(error: unknown, at: { signal: AbortSignal; url: URL | undefined }): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error
  if (at.signal.aborted) return new DeliveryFailure('timeout', 'timed out', { cause: error })
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('HPE_'))
    return new DeliveryFailure('answer', 'the response is not HTTP', { cause: error })
  if (at.url?.protocol === 'https:' && !CONNECTION.test(code))
    return new DeliveryFailure('tls', 'no secure connection: the certificate or the TLS handshake failed', {
      cause: error,
    })
  return new DeliveryFailure('connection', 'the connection failed', { cause: error })
}
