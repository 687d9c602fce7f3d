import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import type { CollectedSpan, Collector } from './collector.ts'
import { strays } from './waterfall.ts'

/** One execution that was asked for and waited for, and its trace. */
export interface TracedRun {
  readonly status: string
  /** From sending the request to having its answer, as the caller saw it, milliseconds. */
  readonly clientMs: number
  readonly spans: ReadonlyArray<CollectedSpan>
}

export interface Program {
  readonly language: string
  readonly [field: string]: unknown
}

/**
 * The last spans of a trace: what happens after the answer has left. Processes send theirs when they like: it is whole
 * when all hang together.
 */
const LAST = ['remove cell', 'done', 'handle EXECUTION_EVENTS']

/** Runs a program over REST in a trace of its own. */
export async function runTraced(
  { url, apiKey }: { readonly url: string; readonly apiKey: string },
  collector: Collector,
  program: Program,
): Promise<TracedRun> {
  const traceId = randomBytes(16).toString('hex')
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${apiKey}`,
    traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
  }
  const request = { method: 'POST', headers, body: JSON.stringify(program) }
  const startedAt = performance.now()
  const response = await fetch(`${url}/api/v1/executions?wait=true`, request)
  const text = await response.text()
  const clientMs = performance.now() - startedAt
  const { status, message } = z
    .object({ status: z.string().optional(), message: z.string().optional() })
    .parse(JSON.parse(text))
  if (status === undefined) throw new Error(`the execution was refused: ${message}`)
  const isComplete = (spans: CollectedSpan[]) =>
    LAST.every((name) => spans.some((span) => span.name === name)) && strays(spans).length === 0
  return { status, clientMs, spans: await collector.traceOf(traceId, isComplete) }
}

const Status = z.object({
  checkedAt: z.string(),
  queue: z.object({ depth: z.number() }),
  executors: z.array(
    z.object({
      running: z.number(),
      pools: z.record(z.string(), z.object({ warm: z.number(), target: z.number(), starting: z.number() })),
    }),
  ),
})
const IDLE_WITHIN_MS = 60_000
const LOOK_AGAIN_MS = 250

/** Waits until nothing runs and every pool is full: what is traced shall find the service as it is at rest. */
export async function untilIdle({ url }: { readonly url: string }): Promise<void> {
  const since = Date.now()
  while (Date.now() - since < IDLE_WITHIN_MS) {
    const status = Status.parse(await (await fetch(`${url}/api/v1/status`)).json())
    const pools = status.executors.flatMap((executor) => Object.values(executor.pools))
    const isFull = pools.every(({ warm, target, starting }) => warm >= target && starting === 0)
    const isQuiet = status.queue.depth === 0 && status.executors.every(({ running }) => running === 0)
    // A status may be a second old: one from before says nothing about what ran until then.
    if (Date.parse(status.checkedAt) > since && isFull && isQuiet) return
    await sleep(LOOK_AGAIN_MS)
  }
  throw new Error(`the executor did not come to rest within ${IDLE_WITHIN_MS} ms`)
}
