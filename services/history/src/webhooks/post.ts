import * as http from 'node:http'
import * as https from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Target } from './guard.ts'

export interface Answer {
  readonly status: number
  readonly location: string | undefined
}

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
  /** Certificates to trust instead of the usual ones, PEM. */
  readonly trust?: string | undefined
}

/**
 * One POST to one of a target's checked addresses. The name is not resolved again, but TLS verifies it and the `Host`
 * header has it. Only the head of the answer is read. Follows no redirect. The connection serves this one request.
 */
export function post({ url, addresses }: Target, options: PostOptions): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const body = Buffer.from(options.body)
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method: 'POST',
    agent: false,
    lookup: answerWith(addresses),
    signal: options.signal,
    headers: { ...options.headers, 'content-length': body.byteLength },
    ...(options.trust === undefined ? {} : { ca: options.trust }),
  })
  request.on('error', reject)
  request.on('response', (response) => {
    response.on('error', () => {}) // its body is not read
    resolve({ status: response.statusCode ?? 0, location: response.headers.location })
    request.destroy()
  })
  request.end(body)
  return promise
}

/** Is not called for a literal address in the URL, which was checked as it is. */
function answerWith(addresses: Target['addresses']): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses
    if (options.all) callback(null, [...addresses])
    else if (first) callback(null, first.address, first.family)
    else callback(new Error('there is no address'), '')
  }
}
