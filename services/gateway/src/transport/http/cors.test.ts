import { expect, test } from 'vitest'
import { openTestGateway } from '../../testing/gateway.ts'
import { NOBODY } from '../../testing/people.ts'

const PAGE = 'https://docs.example.com'

test.each(['/api/v1/executions', '/trpc/executions.run', '/api/v1/keys/some-id'])(
  'a preflight of %s is answered for any origin, for keys and never for cookies',
  async (path) => {
    await using gateway = await openTestGateway({ hold: false })
    const answer = await gateway.ask(path, {
      method: 'OPTIONS',
      headers: { ...NOBODY, origin: PAGE, 'access-control-request-method': 'POST' },
    })
    expect(answer.status).toBe(204)
    const { headers } = answer
    expect(headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    expect(headers.get('vary')).toContain('origin')
    const allowed = headers.get('access-control-allow-headers')?.split(', ') ?? []
    for (const name of ['authorization', 'content-type', 'x-api-key', 'last-event-id', 'trpc-accept']) {
      expect(allowed).toContain(name)
    }
    expect(headers.get('access-control-allow-methods')).toContain('POST')
    expect(gateway.auth.asked).toEqual([])
  },
)

test.each([
  ['/api/v1/languages', 200],
  ['/trpc/languages.list?batch=1', 200],
  ['/api/v1/executions/nonsense', 400],
])('what a key asks of %s may be read by its page, with its limits', async (path, status) => {
  await using gateway = await openTestGateway({ hold: false })
  const answer = await gateway.ask(path, { headers: { origin: PAGE } })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE)
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('ratelimit-remaining')
  expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('retry-after')
  expect(answer.headers.get('vary')).toContain('origin')
})

test('a page of another origin may not read what a cookie asked, nor what nobody in particular did', async () => {
  await using gateway = await openTestGateway({ hold: false })
  for (const cookie of ['runhive_session=session_alice', 'other=1']) {
    const answer = await gateway.ask('/api/v1/languages', { headers: { ...NOBODY, cookie, origin: PAGE } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  }
})

test("tRPC's own word about what an answer varies with is kept", async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { headers } = await gateway.ask('/trpc/languages.list')
  expect(headers.get('vary')).toBe('trpc-accept, accept, origin')
})

test('pages outside of the API say nothing to other origins', async () => {
  await using gateway = await openTestGateway({ hold: false })
  for (const path of ['/', '/auth/sign-in', '/docs/']) {
    const { headers } = await gateway.ask(path, { headers: { origin: PAGE }, redirect: 'manual' })
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})
