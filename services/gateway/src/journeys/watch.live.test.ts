import { createClient, watchExecution } from '@runhive/client/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openJourney } from './journey.ts'
import { type Journey, START_MS } from './journey-stack.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney()
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
})
