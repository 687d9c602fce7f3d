import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openTestGateway } from '../../../testing/gateway.ts'

/** What a signed-in browser sends, from any page. */
const COOKIE = { authorization: '', cookie: 'runhive_session=session_alice' }
const EVIL = 'https://evil.example'
const FOREIGN: Array<[what: string, headers: Record<string, string>]> = [
  ['another site', { origin: EVIL, 'sec-fetch-site': 'cross-site' }],
  ['another site, in an old browser', { origin: EVIL }],
  ['a sibling', { origin: 'https://sub.run.example.com', 'sec-fetch-site': 'same-site' }],
  ['another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
  ['a page without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ['no page at all', {}],
  ['the address bar', { 'sec-fetch-site': 'none' }],
  ['another site that hides its origin', { 'sec-fetch-site': 'cross-site' }],
]
const json = { 'content-type': 'application/json' }
const name = JSON.stringify({ name: 'x' })
const MUTATIONS: Array<[what: string, path: string, init: RequestInit]> = [
  ['a REST post', '/api/v1/keys', { method: 'POST', body: name, headers: json }],
  ['a REST patch', '/api/v1/account', { method: 'PATCH', body: name, headers: json }],
  ['a REST delete', '/api/v1/account', { method: 'DELETE' }],
  [
    'a post without a body',
    '/api/v1/executions/0192f0c1-2d3e-7abc-8def-0123456789ab/cancel',
    { method: 'POST' },
  ],
  ['a tRPC mutation', '/trpc/account.update', { method: 'POST', body: name, headers: json }],
  ['a tRPC batch', '/trpc/account.update?batch=1', { method: 'POST', body: `{"0":${name}}`, headers: json }],
]

test.each(
  MUTATIONS.flatMap(([what, path, init]) =>
    FOREIGN.map(([from, page]) => [what, from, path, init, page] as const),
  ),
)(
  '%s with a session from %s is refused, and nothing was asked of anybody',
  async (...[, , path, init, page]) => {
    await using gateway = await openTestGateway({ hold: false })
    const answer = await gateway.ask(path, {
      ...init,
      headers: { ...COOKIE, ...(init.headers as object), ...page },
    })
    expect(answer.status).toBe(403)
    expect(JSON.stringify(answer.body)).toContain('must come from a page of this service')
    expect(gateway.auth.asked).toEqual([])
  },
)

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
  'a form can send nothing with a session (content type "%s")',
  async (type) => {
    await using gateway = await openTestGateway({ hold: false })
    for (const path of ['/api/v1/keys', '/trpc/keys.create', '/trpc/keys.create?batch=1']) {
      const headers = { ...COOKIE, origin: EVIL, ...(type && { 'content-type': type }) }
      const body = type ? name : new Blob([name])
      const { status } = await gateway.ask(path, { method: 'POST', body, headers })
      expect([403, 415]).toContain(status)
    }
    expect(gateway.auth.keys.size).toBe(0)
  },
)

test.each([
  ['by its origin', (url: string) => ({ origin: url })],
  ["by the browser's word", () => ({ 'sec-fetch-site': 'same-origin' })],
  ['by an origin that the operator allows', () => ({ origin: 'https://console.example.com' })],
])('a page of ours, known %s, may use the session', async (_, headersAt) => {
  await using gateway = await openTestGateway({
    hold: false,
    env: { ALLOWED_ORIGINS: 'https://console.example.com' },
  })
  const headers = { ...COOKIE, ...json, ...headersAt(gateway.url) }
  expect(await gateway.ask('/api/v1/keys', { method: 'POST', body: name, headers })).toMatchObject({
    status: 200,
  })
  expect(await gateway.ask('/trpc/keys.create', { method: 'POST', body: name, headers })).toMatchObject({
    status: 200,
  })
})

test('an origin of ours is the same however the operator wrote it, and null is never ours', async () => {
  const env = { PUBLIC_URL: 'https://Run.Example.com:443/', ALLOWED_ORIGINS: 'HTTPS://bücher.example/' }
  await using gateway = await openTestGateway({ hold: false, env })
  const cookie = '__Host-runhive_session=session_alice'
  const statusFrom = async (origin: string) => {
    const headers = { authorization: '', cookie, ...json, origin }
    return (await gateway.ask('/api/v1/keys', { method: 'POST', body: name, headers })).status
  }
  expect(await statusFrom('https://run.example.com')).toBe(200)
  expect(await statusFrom('https://xn--bcher-kva.example')).toBe(200)
  for (const origin of ['null', 'https://run.example.com:444', 'http://run.example.com'])
    expect(await statusFrom(origin), origin).toBe(403)
})

test('reading with a session is refused to another page, and possible from the address bar', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const ask = (page: Record<string, string>) =>
    gateway.ask('/api/v1/account', { headers: { ...COOKIE, ...page } })
  expect(await ask({ 'sec-fetch-site': 'none' })).toMatchObject({ status: 200 })
  expect(await ask({ origin: EVIL })).toMatchObject({ status: 403 })
  expect(await ask({ 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 })
})

test.each(FOREIGN)('an event stream with a session from %s is refused', async (_, page) => {
  await using gateway = await openTestGateway({ hold: false })
  const { body } = await gateway.ask('/api/v1/executions', { json: { language: 'python', source: '' } })
  const input = encodeURIComponent(JSON.stringify({ id: body.id }))
  const headers = { ...COOKIE, ...page }
  const rest = await gateway.ask(`/api/v1/executions/${body.id}/events`, { headers })
  expect(rest).toMatchObject({ status: 403 })
  const trpc = await gateway.ask(`/trpc/executions.watch?input=${input}`, { headers })
  expect(trpc.body.text).toContain('must come from a page of this service')
})

test('an event stream with a session opens for a page of ours', async () => {
  await using gateway = await openTestGateway()
  const asAlice = { ...COOKIE, origin: gateway.url, ...json }
  const body = JSON.stringify({ language: 'python', source: '' })
  const run = await gateway.ask('/api/v1/executions?wait=true', { method: 'POST', body, headers: asAlice })
  const events = await gateway.ask(`/api/v1/executions/${run.body.id}/events`, {
    headers: { ...COOKIE, 'sec-fetch-site': 'same-origin' },
  })
  expect(events.body.text).toContain('event: finished')
})

/** Resolves with the status of a refused upgrade, or with 101. */
function upgrade(url: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  const answered = Promise.withResolvers<{ status: number; body: string }>()
  const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc`, { headers })
  socket.on('open', () => {
    socket.close()
    answered.resolve({ status: 101, body: '' })
  })
  socket.on('unexpected-response', (_request, response) => {
    let body = ''
    response.on('data', (chunk) => {
      body += chunk
    })
    response.on('end', () => answered.resolve({ status: response.statusCode ?? 0, body }))
  })
  socket.on('error', answered.reject)
  return answered.promise
}

test.each(FOREIGN)('a socket with a session from %s is not opened', async (_, page) => {
  await using gateway = await openTestGateway({ hold: false })
  const { status, body } = await upgrade(gateway.url, { cookie: COOKIE.cookie, ...page })
  expect(status).toBe(403)
  expect(JSON.parse(body)).toMatchObject({
    code: 'FORBIDDEN',
    message: expect.stringContaining('page of this service'),
  })
})

test('a socket is opened for a page of ours with a session, and for any page without one', async () => {
  await using gateway = await openTestGateway({ hold: false })
  expect(await upgrade(gateway.url, { cookie: COOKIE.cookie, origin: gateway.url })).toMatchObject({
    status: 101,
  })
  expect(await upgrade(gateway.url, { origin: EVIL })).toMatchObject({ status: 101 })
  expect(await upgrade(gateway.url, { cookie: 'other=1', origin: EVIL })).toMatchObject({ status: 101 })
})
