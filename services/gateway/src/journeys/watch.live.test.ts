import { createClient, watchExecution } from '@runhive/client/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JourneyStack, openJourneyStack, START_MS } from './journey-stack.ts'

let journey: JourneyStack

beforeAll(async () => {
  journey = await openJourneyStack()
}, START_MS)

afterAll(async () => {
  await journey?.[Symbol.asyncDispose]()
}, START_MS)

const ticking = {
  language: 'python',
  source: 'import time\nfor i in range(5):\n    print(i, flush=True)\n    time.sleep(0.1)\n',
}

test.each(['websocket', 'sse'] as const)(
  'a program is watched over %s as it prints, and a watcher who comes back misses nothing',
  async (subscriptions) => {
    const client = createClient({ url: journey.stack.url, apiKey: journey.key, subscriptions })
    const { id } = await client.executions.submit.mutate(ticking)
    const all = await Array.fromAsync(watchExecution(client, id))
    expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => index + 1))
    expect(all.at(-1)?.event).toMatchObject({
      kind: 'finished',
      result: { run: { stdout: '0\n1\n2\n3\n4\n' } },
    })
    for (let after = 0; after < all.length; after++) {
      expect(await Array.fromAsync(watchExecution(client, id, { after }))).toEqual(all.slice(after))
    }
  },
  60_000,
)

test('a watcher lives through a restart of the gateway', async () => {
  const client = createClient({ url: journey.stack.url, apiKey: journey.key })
  const slow = {
    language: 'python',
    source: 'import time\nprint("on", flush=True)\ntime.sleep(8)\nprint("off")\n',
  }
  const { id } = await client.executions.submit.mutate(slow)
  const numbers: number[] = []
  const started = Promise.withResolvers<void>()
  const watched = (async () => {
    for await (const { number, event } of watchExecution(client, id)) {
      numbers.push(number)
      if (event.kind === 'started') started.resolve()
      if (event.kind === 'finished') return event.result
    }
    return undefined
  })()
  await started.promise
  await journey.stack.restart('gateway')
  expect(await watched).toMatchObject({ status: 'succeeded', run: { stdout: 'on\noff\n' } })
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
}, 120_000)

test('a running program is cancelled by its owner and says so', async () => {
  const { id } = await journey.client.executions.submit.mutate({
    language: 'python',
    source: 'while True: pass',
  })
  for await (const { event } of watchExecution(journey.client, id)) {
    if (event.kind === 'phase') await journey.client.executions.cancel.mutate({ id })
    if (event.kind === 'finished') expect(event.result.status).toBe('cancelled')
  }
  expect(await journey.client.executions.get.query({ id })).toMatchObject({ status: 'cancelled' })
  await journey.untilIdle()
}, 60_000)
