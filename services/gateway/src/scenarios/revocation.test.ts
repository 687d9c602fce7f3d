import { createClient, watchExecution } from '@runhive/client/client'
import { executionEvents } from '@runhive/contracts/execution-streams'
import { expect, test } from 'vitest'
import { noteFollowers, openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { signedInAs } from '../testing/people.ts'

const hello = { language: 'python', source: 'print(1)' }
const key = (id: string) => ({ kind: 'credential', credential: { kind: 'key', id } }) as const

/** An execution of alice that does not end. */
async function openRunning() {
  const following: AbortSignal[] = []
  const gateway = await openTestGateway({
    mesh: noteFollowers(following),
    hold: () => Promise.withResolvers<void>().promise,
  })
  const { body } = await gateway.ask('/api/v1/executions', { json: hello })
  return { gateway, following, id: body.id ?? '' }
}

async function takeAway(gateway: TestGateway): Promise<void> {
  gateway.auth.revoked.add('rh_alice')
  await gateway.auth.revoke(key('key-alice'))
}

test.each(['websocket', 'sse'] as const)(
  'a subscription over %s ends as unauthenticated when its key is revoked, and nothing of it stays',
  async (subscriptions) => {
    const { gateway, following, id } = await openRunning()
    await using _ = gateway
    const client = createClient({ url: gateway.url, apiKey: 'rh_alice', subscriptions })
    const seen: string[] = []
    const watching = (async () => {
      for await (const { event } of watchExecution(client, id)) seen.push(event.kind)
    })()
    await expect.poll(() => seen).toEqual(['queued', 'started'])
    const ended = expect(watching).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    await takeAway(gateway)
    await ended
    await expect.poll(() => following.every(({ aborted }) => aborted)).toBe(true)
  },
)

test('events over REST end with an error when the session is ended, on every gateway', async () => {
  const { gateway, id } = await openRunning()
  await using _ = gateway
  await using other = await gateway.openNext(0)
  const texts = [gateway.url, other.url].map(async (url) => {
    const answer = await fetch(`${url}/api/v1/executions/${id}/events`, { headers: signedInAs('alice', url) })
    return answer.text()
  })
  await expect
    .poll(() => gateway.auth.asked.filter(({ procedure }) => procedure === 'executions.watch'))
    .toHaveLength(2)
  gateway.auth.revoked.add('session_alice')
  await gateway.auth.revoke({
    kind: 'credential',
    credential: { kind: 'session', id: 'session-of-alice' },
  })
  for (const text of await Promise.all(texts)) {
    expect(text).toContain('event: started')
    expect(text).toMatch(/event: error\ndata: \{"code":"UNAUTHENTICATED"/)
  }
})

test('when an account is removed its streams end, with a key or a session, and those of others go on', async () => {
  const { gateway, id } = await openRunning()
  await using _ = gateway
  const events = (headers: Record<string, string>, of: string) =>
    fetch(`${gateway.url}/api/v1/executions/${of}/events`, { headers })
  const bobs = await gateway.ask('/api/v1/executions', {
    json: hello,
    headers: { authorization: 'Bearer rh_bob' },
  })
  const byKey = await events({ 'x-api-key': 'rh_alice' }, id)
  const bySession = await events(signedInAs('alice', gateway.url), id)
  const other = await events({ 'x-api-key': 'rh_bob' }, bobs.body.id ?? '')
  for (const token of ['rh_alice', 'session_alice']) gateway.auth.revoked.add(token)
  await gateway.auth.revoke({ kind: 'account', accountId: 'alice' })
  for (const answer of [byKey, bySession]) expect(await answer.text()).toContain('UNAUTHENTICATED')
  await gateway.mesh
    .log(executionEvents)
    .append(`bob.${bobs.body.id}`, 2, { kind: 'started', runtime: 'c', executor: 'x' })
  const reader = (other.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('event: started')) text += (await reader.read()).value
  expect(text).not.toContain('event: error')
  await reader.cancel()
})

test('a key that was revoked and is good again opens streams that stay, at a gateway that starts later too', async () => {
  const { gateway, id } = await openRunning()
  await using _ = gateway
  await takeAway(gateway)
  gateway.auth.revoked.delete('rh_alice')
  await using next = await gateway.openNext(0)
  for (const url of [gateway.url, next.url]) {
    const client = createClient({ url, apiKey: 'rh_alice' })
    const seen: string[] = []
    for await (const { event } of watchExecution(client, id)) {
      seen.push(event.kind)
      if (event.kind === 'started') break
    }
    expect(seen).toEqual(['queued', 'started'])
  }
})

test('a run that waits is not cut: it was admitted', async () => {
  const gate = Promise.withResolvers<void>()
  await using gateway = await openTestGateway({ hold: () => gate.promise })
  const run = gateway.ask('/api/v1/executions?wait=true', { json: hello })
  await expect.poll(() => gateway.queued()).toBe(1)
  await takeAway(gateway)
  gate.resolve()
  expect(await run).toMatchObject({ status: 200, body: { status: 'succeeded' } })
})
