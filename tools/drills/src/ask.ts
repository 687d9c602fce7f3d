import * as z from 'zod'
import type { Program } from './programs.ts'

/** The gateway's answer to one request for an execution. */
export type Answer =
  /** It was accepted (200 or 202): from here on the execution must end. `result` if the caller waited for it. */
  | { readonly kind: 'accepted'; readonly id: string; readonly result: Result | undefined }
  | { readonly kind: 'refused'; readonly code: string; readonly retryAfterMs: number | undefined }
  /** The connection broke before the answer: nobody can say whether it was accepted. */
  | { readonly kind: 'unknown' }

export interface Target {
  /** The gateway. */
  readonly url: string
  readonly apiKey: string
}

export type Result = z.output<typeof Result>
/** What a drill reads of an execution, finished or unfinished. */
export const Result = z.object({
  id: z.uuid(),
  status: z.string(),
  run: z
    .object({ stdout: z.string(), status: z.string(), limit: z.string().nullable(), wallMs: z.number() })
    .optional(),
})

const Refusal = z.object({
  code: z.string(),
  details: z.object({ id: z.uuid() }).partial().optional(),
})

/** Longer than any program of a drill may take, including its time in the queue. */
const TIMEOUT_MS = 180_000

/** Asks for one execution over REST. Never rejects. */
export async function ask({ url, apiKey }: Target, { wait, ...program }: Program): Promise<Answer> {
  try {
    const response = await fetch(`${url}/api/v1/executions${wait ? '?wait=true' : ''}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(program.request),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const body: unknown = await response.json()
    if (response.ok) {
      const result = Result.parse(body)
      return { kind: 'accepted', id: result.id, result: wait ? result : undefined }
    }
    return toRefusal(response, Refusal.parse(body))
  } catch (error) {
    if (!isNobodyThere(error)) return { kind: 'unknown' }
    return { kind: 'refused', code: 'connection refused', retryAfterMs: 0 }
  }
}

/** Whether there was no connection at all: then certainly nothing was accepted. */
function isNobodyThere(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}

function toRefusal(response: Response, { code, details }: z.output<typeof Refusal>): Answer {
  // The gateway stopped waiting, but the execution goes on: the answer has its id.
  if (details?.id !== undefined) return { kind: 'accepted', id: details.id, result: undefined }
  const seconds = response.headers.get('retry-after')
  const retryAfterMs = seconds === null ? undefined : Number(seconds) * 1000
  return { kind: 'refused', code: `${response.status} ${code}`, retryAfterMs }
}

/** An execution as its owner sees it now, or undefined when there is none. Rejects when the gateway cannot say. */
export async function find({ url, apiKey }: Target, id: string): Promise<Result | undefined> {
  const response = await get(`${url}/api/v1/executions/${id}`, apiKey)
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`asked for an execution, the gateway answered ${response.status}`)
  return Result.parse(await response.json())
}

const Page = z.object({ executions: z.array(z.object({ id: z.uuid() })), nextCursor: z.string().optional() })

/** Ids of all recorded executions that were created at `from` or later. Rejects when the gateway cannot say. */
export async function listRecorded({ url, apiKey }: Target, from: Date): Promise<Set<string>> {
  const ids = new Set<string>()
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ limit: '100', from: from.toISOString(), ...(cursor && { cursor }) })
    const response = await get(`${url}/api/v1/executions?${query}`, apiKey)
    if (!response.ok) throw new Error(`asked for history, the gateway answered ${response.status}`)
    const page = Page.parse(await response.json())
    for (const { id } of page.executions) ids.add(id)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return ids
}

function get(url: string, apiKey: string): Promise<Response> {
  const headers = { authorization: `Bearer ${apiKey}` }
  return fetch(url, { headers, signal: AbortSignal.timeout(10_000) })
}
