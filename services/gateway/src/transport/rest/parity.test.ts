import { createClient } from '@runhive/client/client'
import { expect, test } from 'vitest'
import { openTestGateway } from '../../testing/gateway.ts'
import { serveRun } from '../../testing/running.ts'

test('REST and tRPC give the same answers', async () => {
  await using gateway = await openTestGateway()
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const run = await client.executions.run.mutate({ language: 'python', source: '1', metadata: { a: 'b' } })
  gateway.records.set(`alice.${run.id}`, run)
  const rest = async (path: string) => (await gateway.ask(`/api/v1${path}`)).body

  expect(await rest(`/executions/${run.id}`)).toEqual(run)
  expect(await client.executions.get.query({ id: run.id })).toEqual(run)
  expect(await rest('/executions')).toEqual(await client.executions.list.query({}))
  expect(await rest('/languages')).toEqual(await client.languages.list.query())
  expect(await rest('/status')).toEqual(await client.health.status.query())
  expect(await rest('/status/history')).toEqual(await client.health.history.query())
  expect(await rest('/site')).toEqual(await client.site.get.query())
})

test('a run over REST and one over tRPC differ only in what is unique to each', async () => {
  await using gateway = await openTestGateway()
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const asked = {
    language: 'gcc',
    files: [{ name: 'main.c', content: 'int main(){}' }],
    limits: { wallMs: 200 },
  }
  const overTrpc = await client.executions.run.mutate(asked)
  const overRest = (await gateway.ask('/api/v1/executions?wait=true', { json: asked })).body
  const unique = { id: '', createdAt: '', finishedAt: '' }
  expect({ ...overRest, ...unique }).toEqual({ ...overTrpc, ...unique })
})

test('answers of one batch arrive as they are ready, not together', async () => {
  const gate = Promise.withResolvers<void>()
  await using gateway = await openTestGateway({ hold: () => gate.promise })
  const body = JSON.stringify({
    0: { language: 'python', source: '' },
    1: { language: 'python', source: '' },
  })
  const answer = await fetch(`${gateway.url}/trpc/executions.run,executions.submit?batch=1`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'trpc-accept': 'application/jsonl',
      'x-api-key': 'rh_alice',
    },
  })
  let text = ''
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  while (!text.includes('queued')) text += (await reader.read()).value
  expect(text).not.toContain('succeeded')
  gate.resolve()
  while (!text.includes('succeeded')) text += (await reader.read()).value
})

test('what is done to a run, and refused, is the same over REST and tRPC', async () => {
  await using gateway = await openTestGateway({ hold: () => Promise.withResolvers<never>().promise })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.submit.mutate({ language: 'python', source: '', interactive: true })
  await expect.poll(() => gateway.lastKind(`alice.${id}`)).toBe('started')
  const both = async (path: string, body: object, over: () => Promise<unknown>) => {
    const rest = await gateway.ask(`/api/v1/executions/${id}/${path}`, { json: body })
    const told = await over().catch(({ code, message, details }) => ({ code, message, details }))
    const { requestId, ...answer } = rest.body
    expect(answer).toEqual(told)
    return answer
  }
  const { executions } = client
  const acts = [
    () => both('stdin', { data: 'é' }, () => executions.write.mutate({ id, data: 'é' })),
    () => both('signal', { signal: 'int' }, () => executions.signal.mutate({ id, signal: 'int' })),
    () =>
      both('resize', { columns: 1, rows: 2 }, () => executions.resize.mutate({ id, columns: 1, rows: 2 })),
  ]
  // Nobody is there to take it yet, and then somebody is.
  for (const act of acts) expect(await act()).toMatchObject({ code: 'CONFLICT' })
  await using run = serveRun(gateway.mesh, { accountId: 'alice', id })
  for (const act of acts) expect(await act()).toEqual({})
  expect(run.heard.map(({ call }) => call)).toEqual([
    'write',
    'write',
    'signal',
    'signal',
    'resize',
    'resize',
  ])
})
