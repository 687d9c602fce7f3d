import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { openTestGateway } from '../../testing/gateway.ts'

const json = { 'content-type': 'application/json' }
const post = (body: string, headers: Record<string, string> = json) => ({ method: 'POST', body, headers })

test.each([
  ['invalid JSON', '/api/v1/executions', post('{"language":'), 400, 'BAD_JSON'],
  ['invalid JSON over tRPC', '/trpc/executions.run', post('{"language":'), 400, 'BAD_JSON'],
  ['JSON nested too deep', '/api/v1/executions', post(`{"a":${'['.repeat(1_000_000)}`), 400, 'BAD_JSON'],
  ['JSON of too many values', '/api/v1/executions', post(`[${'0,'.repeat(500_000)}0]`), 400, 'BAD_JSON'],
  ['no body', '/api/v1/executions', { method: 'POST' }, 400, 'BAD_INPUT'],
  ['an empty body', '/api/v1/executions', post(''), 400, 'BAD_INPUT'],
  [
    'a form',
    '/api/v1/executions',
    post('a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['text', '/api/v1/executions', post('{}', { 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'a form over tRPC',
    '/trpc/executions.run',
    post('x', { 'content-type': 'multipart/form-data; boundary=x' }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['a huge body', '/api/v1/executions', post(`"${'x'.repeat(4_200_000)}"`), 413, 'TOO_LARGE'],
  ['a huge body over tRPC', '/trpc/executions.run', post(`"${'x'.repeat(4_200_000)}"`), 413, 'TOO_LARGE'],
  ['an unknown path', '/api/v1/nothing', {}, 404, 'NOT_FOUND'],
  ['an unknown procedure', '/trpc/executions.destroy', {}, 404, 'NOT_FOUND'],
  ['a method that is not there', '/api/v1/executions', { method: 'DELETE' }, 405, 'METHOD_NOT_ALLOWED'],
  ['a mutation by GET', '/trpc/executions.run', {}, 405, 'METHOD_NOT_ALLOWED'],
  ['a broken escape in the path', '/api/v1/executions/%zz', {}, 400, 'BAD_REQUEST'],
  ['an id that is none', '/api/v1/executions/abc', {}, 400, 'BAD_INPUT'],
  ['a subject instead of an id', '/api/v1/executions/*', {}, 400, 'BAD_INPUT'],
  ['a path that is too long', `/trpc/${'x'.repeat(3_000)}`, {}, 414, 'URL_TOO_LONG'],
  [
    'a batch that is too large',
    `/trpc/${Array(33).fill('health.status').join(',')}?batch=1`,
    {},
    400,
    'BAD_REQUEST',
  ],
])(
  '%s is answered in JSON, with a request id, and is not our fault',
  async (...[, path, init, status, code]) => {
    await using gateway = await openTestGateway({ hold: false })
    const answer = await gateway.ask(path, init)
    const body = (answer.body.error as { data: typeof answer.body } | undefined)?.data ?? answer.body
    expect({ status: answer.status, code: body.code }).toEqual({ status, code })
    expect(body.message).toMatch(/^\S.{8,}$/)
    expect(body.requestId).toBe(answer.headers.get('x-request-id'))
    expect(gateway.logged.filter((line) => line.includes('"level":"error"'))).toEqual([])
  },
)

test.each([
  ['headers that are too large', `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['what is not HTTP', 'hello\r\n\r\n', 400],
])('%s are answered in JSON before there is a request', async (_, bytes, status) => {
  await using gateway = await openTestGateway({ hold: false })
  const { port, hostname } = new URL(gateway.url)
  const socket = connect(Number(port), hostname)
  socket.write(bytes)
  const [head, body = ''] = (await text(socket)).split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(JSON.parse(body)).toMatchObject({ code: expect.any(String), requestId: expect.any(String) })
})

test("a caller's own request id comes back and is logged; a strange one is replaced", async () => {
  await using gateway = await openTestGateway()
  const own = await gateway.ask('/api/v1/languages', { headers: { 'x-request-id': 'caller-12345678' } })
  expect(own.headers.get('x-request-id')).toBe('caller-12345678')
  await expect.poll(() => gateway.logged.join('')).toContain('"requestId":"caller-12345678"')
  for (const strange of ['short', 'x'.repeat(200), 'with spaces and <tags>']) {
    const answer = await gateway.ask('/api/v1/languages', { headers: { 'x-request-id': strange } })
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{24}$/)
  }
})

test.each(['/', '/api/v1/languages', '/api/v1/nothing', '/docs/', '/trpc/health.status'])(
  '%s carries the security headers, and to pages of other origins says nothing without a key',
  async (path) => {
    await using gateway = await openTestGateway()
    const { headers } = await gateway.ask(path, {
      headers: { origin: 'https://elsewhere.example', authorization: '' },
    })
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('x-powered-by')).toBeNull()
  },
)

test('a defect is logged once with its cause, and the caller learns only the request id', async () => {
  await using gateway = await openTestGateway({
    mesh: (mesh) => ({
      ...mesh,
      queue: (definition) => ({
        ...mesh.queue(definition),
        publish: async () => {
          throw new TypeError('hunter2 is undefined')
        },
      }),
    }),
  })
  for (const path of ['/api/v1/executions', '/trpc/executions.submit']) {
    gateway.logged.length = 0
    const answer = await gateway.ask(path, { json: { language: 'python', source: '' } })
    expect(answer.status).toBe(500)
    expect(JSON.stringify(answer.body)).not.toContain('hunter2')
    const errors = gateway.logged.filter((line) => line.includes('"level":"error"'))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain('hunter2')
    expect(errors[0]).toContain(String(answer.headers.get('x-request-id')))
  }
})

test.each([
  ['/healthz', 200, '"status":"ok"'],
  ['/readyz', 200, '"status":"ready"'],
  ['/metrics', 200, 'runhive_http_request_seconds'],
  ['/docs/', 200, 'openapi.json'],
])('GET %s answers %i', async (path, status, content) => {
  await using gateway = await openTestGateway()
  const answer = await gateway.ask(path)
  expect(answer.status).toBe(status)
  expect(JSON.stringify(answer.body).replaceAll('\\"', '"')).toContain(content)
})

test('the reference loads nothing from elsewhere', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask('/docs/')
  const sources = [...String(body.text).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source)
  expect(sources.length).toBeGreaterThan(0)
  for (const source of sources) expect(source).not.toMatch(/^(https?:)?\/\//)
})
