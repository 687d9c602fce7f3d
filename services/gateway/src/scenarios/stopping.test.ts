import { createClient, watchExecution } from '@runhive/client/client'
import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'

const hello = { language: 'python', source: 'print(1)' }

/** A gateway with one execution under way, and the moment it is. */
async function openHolding(stopGraceMs: number) {
  const held = Promise.withResolvers<string>()
  const gate = Promise.withResolvers<void>()
  const gateway = await openTestGateway({
    env: { STOP_GRACE_MS: String(stopGraceMs) },
    hold: (item) => {
      held.resolve(item.id)
      return gate.promise
    },
  })
  return { gateway, held: held.promise, finish: gate.resolve }
}

test('stopping finishes the runs under way and takes no new ones', async () => {
  const { gateway, held, finish } = await openHolding(5_000)
  const run = gateway.ask('/api/v1/executions?wait=true', { json: hello })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  await held
  const stopped = gateway.stop()
  await expect.poll(() => gateway.ask('/api/v1/languages').catch(() => 'refused')).toBe('refused')
  await expect(client.languages.list.query()).rejects.toMatchObject({ code: 'UNREACHABLE' })
  finish()
  expect(await run).toMatchObject({ status: 200, body: { status: 'succeeded' } })
  await stopped
  await gateway[Symbol.asyncDispose]()
})

test('stopping does not wait for watchers', async () => {
  const { gateway, held, finish } = await openHolding(15_000)
  await gateway.ask('/api/v1/executions', { json: hello })
  const id = await held
  const url = `${gateway.url}/api/v1/executions/${id}/events`
  const answer = await fetch(url, { headers: { 'x-api-key': 'rh_alice' } })
  const rest = answer.text().catch(() => 'cut')
  await gateway.stop()
  expect(await rest).not.toContain('event: finished')
  finish()
  await gateway[Symbol.asyncDispose]()
})

test('a run that outlasts the grace period is cut, and its execution goes on', async () => {
  const { gateway, held, finish } = await openHolding(50)
  const run = gateway.ask('/api/v1/executions?wait=true', { json: hello })
  const id = await held
  const outcome = expect(run).rejects.toThrow()
  await gateway.stop()
  await outcome
  finish()
  await expect.poll(() => gateway.lastKind(`alice.${id}`)).toBe('finished')
  await gateway[Symbol.asyncDispose]()
})

test.each(['websocket', 'sse'] as const)(
  'a watcher over %s continues at the next gateway without gap or repeat',
  async (subscriptions) => {
    const { gateway, held, finish } = await openHolding(1_000)
    const { port } = new URL(gateway.url)
    const client = createClient({ url: gateway.url, apiKey: 'rh_alice', subscriptions })
    const { id } = await client.executions.submit.mutate(hello)
    await held
    const started = Promise.withResolvers<void>()
    const seen: number[] = []
    const watched = (async () => {
      for await (const { number } of watchExecution(client, id)) {
        seen.push(number)
        if (number === 2) started.resolve()
      }
    })()
    await started.promise
    await gateway.stop()
    await using _next = await gateway.openNext(Number(port))
    finish()
    await watched
    expect(seen).toEqual([1, 2, 3, 4, 5])
    await gateway[Symbol.asyncDispose]()
  },
  15_000,
)
