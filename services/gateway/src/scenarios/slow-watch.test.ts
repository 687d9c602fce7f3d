import { createClient, watchExecution } from '@runhive/client/client'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { executionEvents, type WorkItem } from '@runhive/contracts/execution-streams'
import type { Followed, Mesh, OnGap } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { openCutProxy } from '../testing/cut-proxy.ts'
import { openTestGateway } from '../testing/gateway.ts'
import { watchSockets } from '../testing/server-sockets.ts'
import { toResult } from '../testing/services.ts'

/** More than the kernel's buffers of one connection, the gateway's and a follower's hold together. */
const EVENTS = 1_000
const EVENT_BYTES = 64 * 1024
const MIB = 1024 * 1024
const TIMEOUT = { timeout: 120_000 }
const output: ExecutionEvent = { kind: 'output', stream: 'stdout', text: 'x'.repeat(EVENT_BYTES) }

/** Tells of each event that somebody takes from a log, before the next is asked for. */
function noteTaken(onTaken: () => void): (mesh: Mesh) => Mesh {
  async function* note<E, G extends OnGap>(events: AsyncIterable<Followed<E, G>>) {
    for await (const event of events) {
      yield event
      onTaken()
    }
  }
  return (mesh) => ({
    ...mesh,
    log: (definition) => {
      const log = mesh.log(definition)
      return { ...log, follow: (key, options) => note(log.follow(key, options)) }
    },
  })
}

async function openRun() {
  const sockets = watchSockets()
  const seen = { taken: 0, mostWaiting: 0 }
  const items: WorkItem[] = []
  const gateway = await openTestGateway({
    mesh: noteTaken(() => {
      seen.taken += 1
      seen.mostWaiting = Math.max(seen.mostWaiting, sockets.waiting())
    }),
    hold: (item) => {
      items.push(item)
      return Promise.withResolvers<never>().promise
    },
  })
  const { body } = await gateway.ask('/api/v1/executions', { json: { language: 'python', source: 'x' } })
  await expect.poll(() => items.length).toBe(1)
  const [item] = items
  if (!item) throw new Error('nothing was submitted')
  const key = `alice.${body.id}`
  const log = gateway.mesh.log(executionEvents)
  return {
    gateway,
    id: item.id,
    seen,
    waiting: sockets.waiting,
    async write(from: number, to: number) {
      for (let number = from; number <= to; number += 1) await log.append(key, number, output)
    },
    dropAll: () => gateway.forget(key),
    finish: (number: number) =>
      log.append(key, number, { kind: 'finished', result: toResult(item, true, 'all') }),
    async [Symbol.asyncDispose]() {
      sockets[Symbol.dispose]()
      await gateway[Symbol.asyncDispose]()
    },
  }
}

type Told = Array<{ number: number; event: { kind: string; from?: number; to?: number } }>
type Watch = (url: string, id: string, onEvent: () => void) => Promise<Told>

function through(subscriptions: 'websocket' | 'sse'): Watch {
  return async (url, id, onEvent) => {
    const client = createClient({ url, apiKey: 'rh_alice', subscriptions })
    const told: Told = []
    for await (const item of watchExecution(client, id)) {
      told.push(item)
      onEvent()
    }
    return told
  }
}

const overRest: Watch = async (url, id, onEvent) => {
  const answer = await fetch(`${url}/api/v1/executions/${id}/events`, {
    headers: { 'x-api-key': 'rh_alice' },
  })
  const told: Told = []
  let text = ''
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const frames = (text + chunk).split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) {
      const [, number, data = ''] = /^id: (\d+)\nevent: \w+\ndata: (.*)$/.exec(frame) ?? []
      if (number === undefined) continue
      told.push({ number: Number(number), event: JSON.parse(data) })
      onEvent()
    }
  }
  return told
}

test.each<[string, Watch]>([
  ['WebSocket', through('websocket')],
  ['server-sent events of tRPC', through('sse')],
  ['server-sent events of REST', overRest],
])(
  'over %s a watcher that does not read holds little and slows nobody, and is told what it missed',
  TIMEOUT,
  async (_transport, watch) => {
    await using run = await openRun()
    await using proxy = await openCutProxy(run.gateway.url)
    const begun = Promise.withResolvers<void>()
    const watching = watch(proxy.url, run.id, begun.resolve)
    await begun.promise
    proxy.jam()

    await run.write(3, EVENTS)
    // Nothing more is taken for it once its connection is full, however much there is.
    await expect.poll(() => run.waiting()).toBeGreaterThan(0)
    let before: number
    do {
      before = run.seen.taken
      await run.gateway.ask('/api/v1/status')
    } while (run.seen.taken !== before)
    expect(run.seen.taken).toBeLessThan(EVENTS / 2)
    expect(run.seen.mostWaiting).toBeLessThan(MIB + 2 * EVENT_BYTES)

    await run.dropAll()
    await run.write(EVENTS + 1, EVENTS + 5)
    await run.finish(EVENTS + 6)
    proxy.unjam()
    const told = await watching
    const skipped = told.filter(({ event }) => event.kind === 'skipped')
    expect(skipped).toHaveLength(1)
    const [{ event: gap, number }] = skipped as [Told[number]]
    expect(gap).toEqual({ kind: 'skipped', from: expect.any(Number), to: EVENTS })
    expect(number).toBe(EVENTS)
    const last = (gap.from ?? 0) - 1
    const numbers = told.map((item) => item.number)
    expect(numbers).toEqual([
      ...Array.from({ length: last }, (_, index) => index + 1),
      ...Array.from({ length: 7 }, (_, index) => EVENTS + index),
    ])
    expect(told.at(-1)?.event.kind).toBe('finished')
  },
)
