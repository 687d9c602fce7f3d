import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../../testing/gateway.ts'
import { NOBODY } from '../../../testing/people.ts'

const NAMES = ['limit', 'remaining', 'reset', 'policy']
const read = (headers: Headers) => NAMES.map((name) => headers.get(`ratelimit-${name}`))
const hello = { language: 'python', source: '' }

/** With room for a number of requests of each caller. */
async function openLimited(maximum: number): Promise<TestGateway> {
  const gateway = await openTestGateway({ hold: false })
  gateway.auth.maximum = maximum
  return gateway
}

test.each([
  ['an answer', '/api/v1/languages', {}, 200],
  ['an answer over tRPC', '/trpc/languages.list', {}, 200],
  ['an accepted execution', '/api/v1/executions', { json: hello }, 202],
  ['bad input', '/api/v1/executions', { json: {} }, 400],
  ['what is not there', '/api/v1/executions/0192f0c1-2d3e-7abc-8def-0123456789ab', {}, 404],
  ['a wrong key', '/api/v1/executions', { headers: { authorization: 'Bearer nonsense' } }, 401],
  [
    'a key without the right',
    '/api/v1/executions',
    { headers: { authorization: 'Bearer rh_alice_mute' } },
    403,
  ],
  ['no credential', '/trpc/executions.list', { headers: NOBODY }, 401],
])('%s says where the caller stands, in seconds', async (...[, path, init, status]) => {
  await using gateway = await openLimited(5)
  const answer = await gateway.ask(path, init)
  expect(answer.status).toBe(status)
  expect(read(answer.headers)).toEqual(['5', '4', '30', '5;w=60'])
})

test.each(['', 'application/jsonl'])(
  'a batch says the tightest of its calls (accepting "%s")',
  async (accept) => {
    await using gateway = await openLimited(5)
    const path = '/trpc/languages.list,health.status,executions.list?batch=1&input=%7B%222%22:%7B%7D%7D'
    const answer = await fetch(gateway.url + path, {
      headers: { 'x-api-key': 'rh_alice', ...(accept && { 'trpc-accept': accept }) },
    })
    expect(read(answer.headers)).toEqual(['5', '2', '30', '5;w=60'])
    expect(await answer.text()).toContain('executions')
  },
)

test('the tightest limit is sent, in whichever order the calls are admitted', async () => {
  const remaining = [4, 1, 3]
  const rate = { limit: 5, resetMs: 1_000, windowMs: 60_000 }
  const nobody = { accountId: 'x', credential: { kind: 'anonymous', id: '' }, role: 'user', scopes: [] }
  const admit = async () => ({ ...nobody, rate: { ...rate, remaining: remaining.shift() ?? 5 } })
  await using gateway = await openTestGateway({
    mesh: (mesh) => ({ ...mesh, connect: (contract) => ({ ...mesh.connect(contract), admit }) }),
  })
  const { headers } = await gateway.ask('/trpc/languages.list,languages.list,health.status?batch=1')
  expect(headers.get('ratelimit-remaining')).toBe('1')
})

test('one request too many is refused with what was reached and when to come back', async () => {
  await using gateway = await openLimited(1)
  await gateway.ask('/api/v1/languages')
  for (const path of ['/api/v1/languages', '/trpc/languages.list']) {
    const answer = await gateway.ask(path)
    const body = (answer.body.error as { data: typeof answer.body } | undefined)?.data ?? answer.body
    expect(answer.status).toBe(429)
    expect(body).toMatchObject({
      code: 'RATE_LIMITED',
      message: 'Too many requests from this key; try again later.',
      details: { limit: 'rate', of: 'key', maximum: 1, retryAfterMs: 1_500 },
    })
    expect(read(answer.headers)).toEqual(['1', '0', '30', '1;w=60'])
    expect(answer.headers.get('retry-after')).toBe('2')
  }
})

test('a batch in which one call is over the limit says when to come back, streamed or not', async () => {
  await using gateway = await openLimited(1)
  for (const accept of ['', 'application/jsonl']) {
    gateway.auth.counts.clear()
    const answer = await fetch(`${gateway.url}/trpc/languages.list,languages.list?batch=1`, {
      headers: { 'x-api-key': 'rh_alice', ...(accept && { 'trpc-accept': accept }) },
    })
    expect(answer.headers.get('retry-after')).toBe('2')
    const text = await answer.text()
    expect(text).toContain('RATE_LIMITED')
    expect(text).toContain('python-3.13')
  }
})

test('an event stream says it too', async () => {
  await using gateway = await openLimited(5)
  const { body } = await gateway.ask('/api/v1/executions', { json: hello })
  const input = encodeURIComponent(JSON.stringify({ id: body.id }))
  for (const path of [`/api/v1/executions/${body.id}/events`, `/trpc/executions.watch?input=${input}`]) {
    const leaving = new AbortController()
    const answer = await fetch(gateway.url + path, {
      headers: { 'x-api-key': 'rh_alice' },
      signal: leaving.signal,
    })
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    expect(answer.headers.get('ratelimit-limit')).toBe('5')
    leaving.abort()
  }
})
