import type { Exchange } from './case.ts'
import type { Answer } from './judge.ts'

/** A gateway, and a key for it. */
export interface Gateway {
  readonly url: string
  readonly apiKey: string
}

/**
 * Sends a case's request, and gives the last answer. Rejects when none arrives, or when repeats named different
 * executions.
 */
export async function send({ url, apiKey }: Gateway, exchange: Exchange): Promise<Answer> {
  const ids = new Set<unknown>()
  let answer: Answer | undefined
  for (let time = 0; time < exchange.times; time++) {
    const response = await fetch(`${url}${exchange.path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        ...exchange.headers,
      },
      body:
        exchange.bodyBase64 === undefined
          ? JSON.stringify(exchange.body)
          : Buffer.from(exchange.bodyBase64, 'base64'),
    })
    const body = toJson(await response.text())
    ids.add((body as { id?: unknown } | null)?.id)
    answer = { http: response.status, headers: Object.fromEntries(response.headers), body }
  }
  if (answer === undefined) throw new Error('nothing was sent')
  if (ids.size > 1) throw new Error(`each of ${exchange.times} requests was an execution of its own`)
  return answer
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
