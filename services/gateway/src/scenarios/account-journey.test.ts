import { createClient, watchExecution } from '@runhive/client/client'
import { expect, test } from 'vitest'
import { createBrowser } from '../testing/browser.ts'
import { openTestGateway } from '../testing/gateway.ts'

const hello = { language: 'python', source: 'print("hello")' }

test('a person signs in, makes a key, runs code with it, deactivates it, and it is dead on every gateway, open streams included', async () => {
  const gate = Promise.withResolvers<void>()
  await using gateway = await openTestGateway({
    hold: (item) => (item.request.source === 'stay' ? gate.promise : Promise.resolve()),
  })
  await using second = await gateway.openNext(0)
  const browser = createBrowser(gateway.url)

  const toIssuer = await browser.visit('/auth/sign-in?returnTo=/keys')
  const issuer = new URL(toIssuer.headers.get('location') ?? '')
  const back = await browser.visit(`/auth/callback?code=alice&state=${issuer.searchParams.get('state')}`)
  expect(back.headers.get('location')).toBe('/keys')

  const made = await browser.send('/api/v1/keys', {
    method: 'POST',
    body: JSON.stringify({ name: 'my program' }),
    headers: { 'content-type': 'application/json' },
  })
  const { token, key } = (await made.json()) as { token: string; key: { id: string } }

  const first = createClient({ url: gateway.url, apiKey: token })
  const other = createClient({ url: second.url, apiKey: token })
  expect(await first.executions.run.mutate(hello)).toMatchObject({ run: { stdout: 'print("hello")' } })
  const { id } = await other.executions.submit.mutate({ ...hello, source: 'stay' })
  const seen: string[] = []
  const watching = (async () => {
    for await (const { event } of watchExecution(other, id)) seen.push(event.kind)
  })()
  await expect.poll(() => seen).toEqual(['queued', 'started'])
  const cut = expect(watching).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })

  const change = await browser.send(`/api/v1/keys/${key.id}`, {
    method: 'PATCH',
    body: '{"active":false}',
    headers: { 'content-type': 'application/json' },
  })
  expect(await change.json()).toMatchObject({ id: key.id, active: false })
  await cut
  for (const client of [first, other]) {
    await expect(client.executions.run.mutate(hello)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    await expect(watchExecution(client, id).next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  }
  gate.resolve()

  await browser.visit('/auth/sign-out')
  expect(browser.cookies.size).toBe(0)
  expect((await browser.send('/api/v1/account', {})).status).toBe(401)
})
