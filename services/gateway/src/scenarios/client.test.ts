import { createClient, RunhiveError, watchExecution } from '@runhive/client/client'
import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'

test('a client runs code and reads the typed result', async () => {
  await using gateway = await openTestGateway()
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const result = await client.executions.run.mutate({ language: 'py', source: 'print(1)' })
  expect(result).toMatchObject({ status: 'succeeded', runtime: 'python-3.13', run: { stdout: 'print(1)' } })
})

test('an error reaches the client with its code, message, request id and details', async () => {
  await using gateway = await openTestGateway()
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const error = await client.executions.submit
    .mutate({ language: 'python', source: '', limits: { wallMs: 0 } })
    .catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(RunhiveError)
  expect(error).toMatchObject({
    code: 'BAD_INPUT',
    message: 'limits.wallMs must be a whole number from 100 to 60000 milliseconds',
    details: { issues: [{ path: ['limits', 'wallMs'], minimum: 100, maximum: 60_000 }] },
    requestId: expect.stringMatching(/^[0-9a-f]{24}$/),
  })
})

test.each(['websocket', 'sse'] as const)(
  'watching over %s gives every event once, in order, and ends',
  async (subscriptions) => {
    await using gateway = await openTestGateway()
    const client = createClient({ url: gateway.url, apiKey: 'rh_alice', subscriptions })
    const { id } = await client.executions.submit.mutate({ language: 'python', source: 'x' })
    const seen = await Array.fromAsync(watchExecution(client, id))
    expect(seen.map(({ number, event }) => [number, event.kind])).toEqual([
      [1, 'queued'],
      [2, 'started'],
      [3, 'phase'],
      [4, 'output'],
      [5, 'finished'],
    ])
  },
)

/** Notes with which credentials the runtime is asked to fetch, until disposed. */
function noteCredentials(): Disposable & { readonly noted: Set<RequestInit['credentials']> } {
  const original = globalThis.fetch
  const noted = new Set<RequestInit['credentials']>()
  globalThis.fetch = (input, init) => {
    noted.add(init?.credentials)
    return original(input, init)
  }
  return {
    noted,
    [Symbol.dispose]: () => {
      globalThis.fetch = original
    },
  }
}

test.each([
  [{}, 'same-origin'],
  [{ apiKey: 'rh_alice' }, 'omit'],
] as const)('a client with %o tells browsers to send cookies: %s', async (options, credentials) => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask('/api/v1/executions?wait=true', { json: { language: 'c', source: '' } })
  using fetching = noteCredentials()
  const client = createClient({ url: gateway.url, subscriptions: 'sse', ...options })
  await client.languages.list.query()
  await client.executions.run.mutate({ language: 'c', source: '' }).catch(() => undefined)
  await Array.fromAsync(watchExecution(client, body.id ?? '')).catch(() => undefined)
  expect([...fetching.noted]).toEqual([credentials])
})
