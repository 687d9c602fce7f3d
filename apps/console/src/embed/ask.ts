import { type Answer, toOutcome, toRefusal } from './outcome.ts'
import type { Outcome } from './protocol.ts'

export interface Asked {
  /** Of the service. */
  readonly origin: string
  readonly key: string
  /** Origin of the asking page, which a browser key must name. */
  readonly page: string
  readonly request: {
    readonly language: string
    readonly version?: string
    readonly source: string
    readonly stdin?: string
  }
}

/** Runs code with a browser key, from a page that the key names. Never rejects: errors are described in words. */
export async function askToRun({ origin, key, page, request }: Asked, send = fetch): Promise<Outcome> {
  try {
    const answer = await send(`${origin}/api/v1/executions?wait=true`, {
      method: 'POST',
      // What a key may do depends on nothing else.
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
    const body: unknown = await answer.json()
    return answer.ok ? toOutcome(body as Answer) : toRefusal(explain(body as Refusal, { origin, page }))
  } catch {
    return toRefusal(
      `${origin} did not respond. Check the connection, and that the content security policy of this page allows it.`,
    )
  }
}

interface Refusal {
  readonly code?: string
  readonly message?: string
  readonly details?: { readonly retryAfterMs?: number; readonly issues?: ReadonlyArray<{ message?: string }> }
}

function explain(
  { code, message, details }: Refusal,
  { origin, page }: { origin: string; page: string },
): string {
  if (code === 'UNAUTHENTICATED')
    return `${origin} does not know the key of this snippet, or it has been deactivated.`
  if (code === 'FORBIDDEN')
    return `The key of this snippet may not be used from pages of ${page}. Its owner can add that origin to it.`
  if (code === 'RATE_LIMITED')
    return `Too many requests with the key of this snippet. Wait ${Math.ceil((details?.retryAfterMs ?? 1_000) / 1_000)} s and run it again.`
  const issue = details?.issues?.[0]?.message
  return `Refused: ${message ?? 'no reason was given.'}${issue ? ` (${issue})` : ''}`
}
