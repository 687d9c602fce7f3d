import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Longer than anything asked here may take, queue included. */
const TIMEOUT_MS = 90_000

/**
 * Asks over REST, each time over a connection of its own, as a load balancer that tells connections apart sees many
 * callers. Rejects when there is no whole answer.
 */
export async function ask(url: string, key: string, json?: unknown): Promise<Answer> {
  const body = json === undefined ? undefined : JSON.stringify(json)
  const call = request(url, {
    agent: false,
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  call.end(body)
  const [answer] = (await once(call, 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 0, body: JSON.parse(await text(answer)) as Answer['body'] }
}
