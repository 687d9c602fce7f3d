import { expect, test } from 'vitest'
import { openTestGateway } from '../../testing/gateway.ts'
import { NOBODY } from '../../testing/people.ts'

const hello = { language: 'python', source: 'print(1)' }

test.each([
  ['DELETE', '/api/v1/executions', 'GET, HEAD, OPTIONS, POST'],
  ['PUT', '/api/v1/keys/some-id', 'DELETE, OPTIONS, PATCH'],
  ['PATCH', '/api/v1/executions/0192f0c1-2d3e-7abc-8def-0123456789ab/cancel', 'OPTIONS, POST'],
  // Asking for the headers of a stream would watch it.
  ['HEAD', '/api/v1/executions/0192f0c1-2d3e-7abc-8def-0123456789ab/events', 'GET, OPTIONS'],
  ['POST', '/api/v1/languages', 'GET, HEAD, OPTIONS'],
  ['POST', '/api/openapi.json', 'GET, HEAD, OPTIONS'],
  ['DELETE', '/trpc/executions.run', 'GET, OPTIONS, POST'],
  ['POST', '/', 'GET, HEAD, OPTIONS'],
  ['POST', '/healthz', 'GET, HEAD, OPTIONS'],
  ['POST', '/robots.txt', 'GET, HEAD, OPTIONS'],
  ['PUT', '/auth/sign-out', 'GET, OPTIONS, POST'],
])('%s of %s is refused with the methods that would do', async (method, path, allow) => {
  await using gateway = await openTestGateway({ hold: false })
  const answer = await fetch(gateway.url + path, { method })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
  const text = await answer.text()
  if (method === 'HEAD') return expect(text).toBe('')
  const body = JSON.parse(text)
  expect(body.error?.data ?? body).toMatchObject({
    code: 'METHOD_NOT_ALLOWED',
    message: `This path does not support ${method}: it supports ${allow}.`,
  })
})

test('a procedure asked for with the other method says which one it takes', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const mutation = await gateway.ask('/trpc/executions.run')
  expect([mutation.status, mutation.headers.get('allow')]).toEqual([405, 'POST'])
  const query = await gateway.ask('/trpc/languages.list', { json: {} })
  expect([query.status, query.headers.get('allow')]).toEqual([405, 'GET'])
})

test.each(['/', '/api/v1/languages', '/healthz', '/docs/', '/robots.txt', '/favicon.ico'])(
  'HEAD of %s is GET without its body',
  async (path) => {
    await using gateway = await openTestGateway({ hold: false })
    const [head, get] = await Promise.all(
      ['HEAD', 'GET'].map((method) => fetch(gateway.url + path, { method })),
    )
    expect(head?.status).toBe(get?.status)
    expect(head?.headers.get('content-type')).toBe(get?.headers.get('content-type'))
    expect(await head?.text()).toBe('')
    await get?.text()
  },
)

test('OPTIONS says which methods a path takes, and that of nothing is not found', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const allowOf = async (path: string) => {
    const { status, headers } = await gateway.ask(path, { method: 'OPTIONS', headers: NOBODY })
    return [status, headers.get('allow')]
  }
  expect(await allowOf('/api/v1/executions')).toEqual([204, 'GET, HEAD, OPTIONS, POST'])
  expect(await allowOf('/healthz')).toEqual([204, 'GET, HEAD, OPTIONS'])
  expect(await allowOf('/nothing-like-it')).toEqual([404, null])
})

test.each([
  ['/api/v1/execution', '/api/v1/executions'],
  ['/api/v2/executions', '/api/v1/executions'],
  ['/api/executions', '/api/v1/executions'],
  ['/executions', '/api/v1/executions'],
  ['/v1/executions/abc/cancel', '/api/v1/executions/abc/cancel'],
  ['/api/v1/executions/abc/cancle', '/api/v1/executions/abc/cancel'],
  ['/api/v1/langauges?x=1', '/api/v1/languages'],
  ['/api/openapi.yaml', '/api/openapi.json'],
])('of %s is said that %s was probably meant', async (path, meant) => {
  await using gateway = await openTestGateway({ hold: false })
  const { status, body } = await gateway.ask(path)
  expect({ status, message: body.message }).toEqual({
    status: 404,
    message: `Not found; did you mean ${meant}?`,
  })
})

test('of a misspelt procedure is said which one was probably meant', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { status, body } = await gateway.ask('/trpc/execution.run', { json: hello })
  const message = 'Not found; did you mean executions.run?'
  expect([status, body.error]).toMatchObject([404, { message, data: { code: 'NOT_FOUND', message } }])
})

test('what is like nothing is only not there', async () => {
  await using gateway = await openTestGateway({ hold: false })
  for (const path of ['/api/v1/zzz', '/.env', `/${'x'.repeat(1_000)}`, '/api/v1/../../etc/passwd']) {
    const { status, body } = await gateway.ask(path)
    expect({ status, message: body.message }).toEqual({ status: 404, message: 'Not found.' })
  }
})

test('what is accepted says where it can be followed', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { status, body, headers } = await gateway.ask('/api/v1/executions', { json: hello })
  expect([status, headers.get('location')]).toEqual([202, `/api/v1/executions/${body.id}`])
  expect((await gateway.ask(String(headers.get('location')))).body).toMatchObject({ id: body.id })
})

test.each(['/api/v1/executions', '/trpc/executions.list'])(
  'who is not known at %s is told how to prove who they are',
  async (path) => {
    await using gateway = await openTestGateway({ hold: false })
    const { status, headers } = await gateway.ask(path, { headers: NOBODY })
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Runhive"'])
  },
)

test('a body of another type is refused with the one that is taken', async () => {
  await using gateway = await openTestGateway({ hold: false })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    const init = { method: 'POST', body: 'x', headers: { 'content-type': type } }
    const { status, body, headers } = await gateway.ask('/api/v1/executions', init)
    expect([status, headers.get('accept')]).toEqual([415, 'application/json'])
    expect(body.message).toContain('`content-type: application/json`')
  }
})

test('browsers, crawlers and people who found a hole find what they look for', async () => {
  const env = { CONTACT_EMAIL: 'ops@example.com', PUBLIC_URL: 'https://run.example.com' }
  await using gateway = await openTestGateway({ hold: false, env })
  const icon = await gateway.ask('/favicon.ico')
  expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
  expect((await gateway.ask('/robots.txt')).body.text).toContain('Disallow: /api/v1/\n')
  const { headers, body } = await gateway.ask('/.well-known/security.txt')
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
  const lines = String(body.text).trimEnd().split('\n')
  expect(lines.slice(0, 2)).toEqual([
    'Contact: mailto:ops@example.com',
    'Contact: https://run.example.com/contact',
  ])
  expect(lines).toContain('Canonical: https://run.example.com/.well-known/security.txt')
  const expires = Date.parse(lines.find((line) => line.startsWith('Expires: '))?.slice(9) ?? '')
  expect(expires - Date.now()).toBeGreaterThan(30 * 86_400_000)
  expect(expires - Date.now()).toBeLessThan(365 * 86_400_000)
})

test('without an address of the operator, people who found a hole are sent to the form', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { body } = await gateway.ask('/.well-known/security.txt')
  expect(body.text).toMatch(/^Contact: http:\/\/127\.0\.0\.1:\d+\/contact\nExpires: /)
})
