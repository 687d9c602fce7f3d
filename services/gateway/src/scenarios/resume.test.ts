import { createClient, watchExecution } from '@runhive/client/client'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { eventKey, executionEvents, type WorkItem } from '@runhive/contracts/execution-streams'
import { expect, test } from 'vitest'
import { openCutProxy } from '../testing/cut-proxy.ts'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { toResult } from '../testing/services.ts'

const EVENTS = 200
/** As many were written before anybody watches; the rest while they do. */
const STORED = 100
const TOGETHER = 25
const TIMEOUT = { timeout: 120_000 }

/** The number of an event says what it is: no two are alike, and characters go over every border. */
function toEvent(number: number): ExecutionEvent {
  if (number === 2) return { kind: 'started', runtime: 'python-3.13', executor: 'me' }
  if (number === 3) return { kind: 'phase', name: 'run' }
  return { kind: 'output', stream: number % 2 === 0 ? 'stdout' : 'stderr', text: `é${number}\n` }
}

async function openRun() {
  const items: WorkItem[] = []
  const gateway = await openTestGateway({
    env: { MAX_SOCKETS_PER_IP: '1000' },
    hold: async (item) => {
      items.push(item)
      await Promise.withResolvers<never>().promise
    },
  })
  const { body } = await gateway.ask('/api/v1/executions', { json: { language: 'python', source: 'x' } })
  await expect.poll(() => items.length).toBe(1)
  const [item] = items
  if (!item || !body.id) throw new Error('nothing was submitted')
  const log = gateway.mesh.log(executionEvents)
  const key = eventKey(item.accountId, item.id)
  return {
    gateway,
    id: body.id,
    async write(from: number, to: number) {
      for (let number = from; number <= to; number += 1) {
        const last: ExecutionEvent = { kind: 'finished', result: toResult(item, true, 'all') }
        await log.append(key, number, number === EVENTS ? last : toEvent(number))
      }
    },
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  }
}

type Watch = (url: string, id: string, onEvent: (number: number) => void) => Promise<Map<number, string>>

/** The client of the library; it comes back by itself. */
function through(subscriptions: 'websocket' | 'sse'): Watch {
  return async (url, id, onEvent) => {
    const client = createClient({ url, apiKey: 'rh_alice', subscriptions })
    const seen = new Map<number, string>()
    for await (const { number, event } of watchExecution(client, id)) {
      expect(seen.has(number)).toBe(false)
      seen.set(number, JSON.stringify(event))
      onEvent(number)
    }
    return seen
  }
}

/** Plain HTTP, as any language does it: reads the stream, and asks again from the last number. */
const overRest: Watch = async (url, id, onEvent) => {
  const seen = new Map<number, string>()
  let last = 1
  while (!seen.has(EVENTS)) {
    try {
      for await (const [number, data] of readEvents(url, id, last)) {
        expect(seen.has(number)).toBe(false)
        seen.set(number, data)
        last = number
        onEvent(number)
      }
    } catch (error) {
      // A connection that was cut; what fails an expectation is none.
      if (!(error instanceof TypeError)) throw error
    }
  }
  return seen
}

async function* readEvents(url: string, id: string, after: number): AsyncGenerator<[number, string]> {
  const answer = await fetch(`${url}/api/v1/executions/${id}/events`, {
    headers: { authorization: 'Bearer rh_alice', 'last-event-id': String(after) },
  })
  let text = ''
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const frames = (text + chunk).split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) {
      const [, number, data] = /^id: (\d+)\nevent: \w+\ndata: (.*)$/.exec(frame) ?? []
      if (number !== undefined && data !== undefined) yield [Number(number), data]
    }
  }
}

async function watchAndCut(gateway: TestGateway, id: string, own: { watch: Watch; at: number }) {
  await using proxy = await openCutProxy(gateway.url)
  return await own.watch(proxy.url, id, (number) => {
    if (number === own.at) proxy.cut()
  })
}

test.each<[string, Watch, number]>([
  ['WebSocket', through('websocket'), 1],
  ['server-sent events of tRPC', through('sse'), 1],
  ['server-sent events of REST', overRest, 2],
])(
  'over %s a watcher whose connection is cut after any event of a run sees every event once, and the end',
  TIMEOUT,
  async (_transport, watch, first) => {
    await using run = await openRun()
    await run.write(3, STORED)
    const cuts = Array.from({ length: EVENTS }, (_, index) => index + 1)
    const expected = Array.from({ length: EVENTS - first + 1 }, (_, index) => first + index)
    const writing = Promise.withResolvers<void>()
    for (let start = 0; start < cuts.length; start += TOGETHER) {
      const watching = cuts
        .slice(start, start + TOGETHER)
        .map((at) => watchAndCut(run.gateway, run.id, { watch, at }))
      // The first ones are watching when the rest is written.
      if (start === 0) void run.write(STORED + 1, EVENTS).then(writing.resolve, writing.reject)
      for (const seen of await Promise.all(watching)) {
        expect([...seen.keys()]).toEqual(expected)
        for (const number of expected.slice(3, -1)) {
          expect(JSON.parse(seen.get(number) ?? '')).toEqual(toEvent(number))
        }
        expect(seen.get(EVENTS)).toContain('"kind":"finished"')
      }
    }
    await writing.promise
  },
)
