import { createClient, watchExecution } from '@runhive/client/client'
import { executionEvents } from '@runhive/contracts/execution-streams'
import { expect, test } from 'vitest'
import { noteFollowers, openTestGateway, type TestGateway } from '../testing/gateway.ts'

const hello = { language: 'python', source: 'print(1)' }
const KINDS = ['queued', 'started', 'phase', 'output', 'finished']
const numbers = (after: number) => KINDS.map((_, index) => index + 1).filter((number) => number > after)

async function finishedExecution(gateway: TestGateway): Promise<string> {
  const { body } = await gateway.ask('/api/v1/executions?wait=true', { json: hello })
  return body.id ?? ''
}

interface Frame {
  readonly id: number
  readonly event: string
  readonly data: { kind: string }
}

/** The events of a text/event-stream, comments left out. */
function readFrames(text: string): Frame[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('id: '))
    .map((frame) => {
      const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(frame) ?? []
      return { id: Number(id), event: event ?? '', data: JSON.parse(data ?? 'null') }
    })
}

test.each([0, 1, 2, 3, 4])('REST events continue after number %i without gap or repeat', async (after) => {
  await using gateway = await openTestGateway()
  const id = await finishedExecution(gateway)
  const headers = after === 0 ? {} : { 'last-event-id': String(after) }
  const answer = await gateway.ask(`/api/v1/executions/${id}/events`, { headers })
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const frames = readFrames(String(answer.body.text))
  expect(frames.map((frame) => frame.id)).toEqual(numbers(after))
  for (const frame of frames) expect(frame.event).toBe(KINDS[frame.id - 1])
  for (const frame of frames) expect(frame.data.kind).toBe(frame.event)
})

test('REST answers 204 to a watcher that has seen everything, which stops an EventSource', async () => {
  await using gateway = await openTestGateway()
  const id = await finishedExecution(gateway)
  for (const seen of ['5', '99']) {
    const answer = await gateway.ask(`/api/v1/executions/${id}/events`, {
      headers: { 'last-event-id': seen },
    })
    expect(answer.status).toBe(204)
  }
})

test.each(['x', '-1', '1.5'])('a Last-Event-ID of %s is refused', async (lastEventId) => {
  await using gateway = await openTestGateway()
  const id = await finishedExecution(gateway)
  const headers = { 'last-event-id': lastEventId }
  expect(await gateway.ask(`/api/v1/executions/${id}/events`, { headers })).toMatchObject({
    status: 400,
    body: { code: 'BAD_INPUT', message: expect.stringContaining('lastEventId') },
  })
})

test.each(
  (['websocket', 'sse'] as const).flatMap((by) => [0, 1, 2, 3, 4].map((after) => [by, after] as const)),
)('tRPC events over %s continue after number %i without gap or repeat', async (subscriptions, after) => {
  await using gateway = await openTestGateway()
  const id = await finishedExecution(gateway)
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice', subscriptions })
  const seen = await Array.fromAsync(watchExecution(client, id, { after }))
  expect(seen.map(({ number }) => number)).toEqual(numbers(after))
  expect(seen.map(({ event }) => event.kind)).toEqual(KINDS.slice(after))
})

test('events arrive while the program runs, not when it has ended', async () => {
  const gate = Promise.withResolvers<void>()
  await using gateway = await openTestGateway({ hold: () => gate.promise })
  const { body } = await gateway.ask('/api/v1/executions', { json: hello })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const seen: string[] = []
  for await (const { event } of watchExecution(client, body.id ?? '')) {
    seen.push(event.kind)
    if (event.kind === 'started') gate.resolve()
  }
  expect(seen).toEqual(KINDS)
})

test('a watcher who claims a number from the future is told how it ends nevertheless', async () => {
  const held = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const watching: AbortSignal[] = []
  await using gateway = await openTestGateway({
    mesh: noteFollowers(watching),
    hold: () => {
      held.resolve()
      return gate.promise
    },
  })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.submit.mutate(hello)
  await held.promise
  const seen = Array.fromAsync(watchExecution(client, id, { after: 99 }))
  await expect.poll(() => watching).toHaveLength(1)
  gate.resolve()
  expect((await seen).at(-1)?.event.kind).toBe('finished')
})

test('an execution whose events are gone is watched from its record: its result, once', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask('/api/v1/executions?wait=true', { json: hello })
  gateway.records.set(`alice.${body.id}`, body as never)
  await gateway.mesh.log(executionEvents).forget(`alice.${body.id}`)
  const path = `/api/v1/executions/${body.id}/events`
  const [frame, ...others] = readFrames(String((await gateway.ask(path)).body.text))
  expect(frame).toMatchObject({ event: 'finished', data: { result: { id: body.id } } })
  expect(others).toEqual([])
  const again = await gateway.ask(path, { headers: { 'last-event-id': String(frame?.id) } })
  expect(again.status).toBe(204)
})

test.each(['websocket', 'sse'] as const)(
  'a stream over %s that ends without finished is an error',
  async (subscriptions) => {
    await using gateway = await openTestGateway({
      hold: false,
      mesh: (mesh) => ({
        ...mesh,
        log: (definition) => {
          const log = mesh.log(definition)
          const follow: typeof log.follow = (key, options) => firstOf(log.follow(key, options))
          return { ...log, follow }
        },
      }),
    })
    const client = createClient({ url: gateway.url, apiKey: 'rh_alice', subscriptions })
    const { id } = await client.executions.submit.mutate(hello)
    const seen: number[] = []
    const watching = (async () => {
      for await (const { number } of watchExecution(client, id)) seen.push(number)
    })()
    await expect(watching).rejects.toMatchObject({ name: 'StreamEnded', code: 'STREAM_ENDED' })
    expect(seen).toEqual([1])
  },
)

async function* firstOf<T>(items: AsyncIterable<T>): AsyncGenerator<T, void> {
  for await (const item of items) {
    yield item
    return
  }
}

test.each(['websocket', 'sse'] as const)(
  'a stream over %s that the watcher has aborted is not taken for one that has ended',
  async (subscriptions) => {
    await using gateway = await openTestGateway({ hold: false })
    const client = createClient({ url: gateway.url, apiKey: 'rh_alice', subscriptions })
    const { id } = await client.executions.submit.mutate(hello)
    const leaving = new AbortController()
    const watch = async (signal: AbortSignal) => {
      for await (const { event } of watchExecution(client, id, { signal })) {
        expect(event.kind).toBe('queued')
        leaving.abort()
      }
    }
    await expect(watch(leaving.signal)).rejects.toMatchObject({ code: 'ABORTED' })
    await expect(watch(AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' })
  },
)

test('a watcher who leaves the loop is not told of an error', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.submit.mutate(hello)
  for await (const { event } of watchExecution(client, id)) {
    expect(event.kind).toBe('queued')
    break
  }
})

test('leaving a watch ends its following of the log', async () => {
  const signals: AbortSignal[] = []
  await using gateway = await openTestGateway({ hold: false, mesh: noteFollowers(signals) })
  const { body } = await gateway.ask('/api/v1/executions', { json: hello })
  const leaving = new AbortController()
  const url = `${gateway.url}/api/v1/executions/${body.id}/events`
  const answer = await fetch(url, { headers: { 'x-api-key': 'rh_alice' }, signal: leaving.signal })
  await answer.body?.getReader().read()
  expect(signals.map((signal) => signal.aborted)).toEqual([false])
  leaving.abort()
  await expect.poll(() => signals[0]?.aborted).toBe(true)
})
