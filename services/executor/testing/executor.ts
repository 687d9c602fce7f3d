import { randomUUID } from 'node:crypto'
import type { Client } from '@runhive/contracts/define'
import { executionControl } from '@runhive/contracts/execution-control'
import type { ExecutionEvent, ExecutionResult } from '@runhive/contracts/execution-result'
import {
  eventKey,
  executionCancellations,
  executionEvents,
  executionQueue,
  type WorkItem,
} from '@runhive/contracts/execution-streams'
import { EffectiveLimits } from '@runhive/contracts/limits'
import { ExecutionRequest } from '@runhive/contracts/request'
import type { Mesh } from '@runhive/mesh/mesh'

/** Plays the gateway in live tests: submits executions and follows them to their end. */

const MIB = 1024 * 1024
const LIMITS: EffectiveLimits = {
  wallMs: 10_000,
  cpuMs: 10_000,
  memoryBytes: 512 * MIB,
  outputBytes: MIB,
  processes: 64,
}

export interface Submission {
  readonly runtime?: string
  readonly source?: string
  readonly request?: Partial<ExecutionRequest>
  readonly limits?: Partial<EffectiveLimits>
  readonly compileLimits?: Partial<EffectiveLimits>
  readonly idleMs?: number
  readonly checkerRuntime?: string
}

export interface Submitted {
  readonly id: string
  readonly key: string
  /** Events after `queued`, to the end. */
  readonly events: Promise<ExecutionEvent[]>
  /** Resolves once all that the program has written so far satisfies the condition. */
  untilOutput(isEnough: (text: string) => boolean): Promise<string>
  /** The way into the running program. */
  readonly control: Client<typeof executionControl>
  readonly result: Promise<ExecutionResult>
  cancel(): Promise<void>
}

export const ACCOUNT = 'tester'

export function toItem(submission: Submission): WorkItem {
  const language = submission.runtime ?? 'python-3.13'
  return {
    id: randomUUID(),
    accountId: ACCOUNT,
    acceptedAt: new Date().toISOString(),
    runtime: language,
    request: ExecutionRequest.parse({
      language,
      source: submission.source ?? 'print("hi")',
      ...submission.request,
    }),
    limits: { ...LIMITS, ...submission.limits },
    compileLimits: { ...LIMITS, wallMs: 30_000, cpuMs: 30_000, ...submission.compileLimits },
    testLimits: submission.request?.tests?.map(({ limits }) =>
      EffectiveLimits.parse({ ...LIMITS, ...submission.limits, ...limits }),
    ),
    idleMs: submission.idleMs,
    checkerRuntime: submission.checkerRuntime,
  }
}

/** Submits and watches. The result is there when `finished` was seen. */
export async function submit(
  mesh: Mesh,
  submission: Submission,
  item = toItem(submission),
): Promise<Submitted> {
  const key = eventKey(item.accountId, item.id)
  const log = mesh.log(executionEvents)
  const stop = new AbortController()
  const followed = log.follow(key, { fresh: true, signal: stop.signal })
  await log.append(key, 1, { kind: 'queued', position: 0 })
  await mesh.queue(executionQueue).publish(key, item)
  const output = createOutputWatch()
  const events = collect(followed, stop, output.add)
  return {
    id: item.id,
    key,
    events,
    untilOutput: output.until,
    control: mesh.connectAt(executionControl, key),
    result: events.then(toResult),
    cancel: () => mesh.log(executionCancellations).append(key, 1, { kind: 'cancel' }),
  }
}

function createOutputWatch() {
  let text = ''
  const waiting = new Set<() => void>()
  return {
    add(event: ExecutionEvent) {
      if (event.kind === 'output') text += event.text ?? ''
      for (const look of waiting) look()
    },
    until: (isEnough: (text: string) => boolean) =>
      new Promise<string>((resolve) => {
        const look = () => {
          if (!isEnough(text)) return
          waiting.delete(look)
          resolve(text)
        }
        waiting.add(look)
        look()
      }),
  }
}

async function collect(
  followed: AsyncIterable<{ event: ExecutionEvent }>,
  stop: AbortController,
  onEvent: (event: ExecutionEvent) => void,
) {
  const events: ExecutionEvent[] = []
  for await (const { event } of followed) {
    if (event.kind !== 'queued') events.push(event)
    onEvent(event)
    if (event.kind === 'finished') break
  }
  stop.abort()
  return events
}

function toResult(events: ExecutionEvent[]): ExecutionResult {
  const last = events.at(-1)
  if (last?.kind !== 'finished') throw new Error('the events ended without a result')
  return last.result
}

export async function run(mesh: Mesh, submission: Submission): Promise<ExecutionResult> {
  return (await submit(mesh, submission)).result
}
