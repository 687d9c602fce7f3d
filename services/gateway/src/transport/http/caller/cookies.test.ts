import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createBrowser } from '../../../testing/browser.ts'
import { openTestGateway, type TestGateway } from '../../../testing/gateway.ts'

const PUBLIC_URL = 'https://run.example.com'
const SESSION = '__Host-runhive_session'
const FLOW = '__Host-runhive_sign_in'
const ATTRIBUTES = /^Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/
const ALICE = `${SESSION}=session_alice`

const openPublic = () => openTestGateway({ hold: false, env: { PUBLIC_URL } })

async function begin(gateway: TestGateway) {
  const browser = createBrowser(gateway.url)
  const answer = await browser.visit('/auth/sign-in')
  const { searchParams } = new URL(answer.headers.get('location') ?? '')
  return { browser, callback: `/auth/callback?code=alice&state=${searchParams.get('state')}` }
}

const askWith = (gateway: TestGateway, cookie: string) =>
  gateway.ask('/api/v1/account', { headers: { authorization: '', origin: PUBLIC_URL, cookie } })

test('over TLS both cookies have names that a browser takes from this host alone', async () => {
  await using gateway = await openPublic()
  const { browser, callback } = await begin(gateway)
  expect([...browser.cookies.keys()]).toEqual([FLOW])
  expect(browser.cookies.get(FLOW)?.attributes).toMatch(ATTRIBUTES)
  expect((await browser.visit(callback)).status).toBe(302)
  expect([...browser.cookies.keys()]).toEqual([SESSION])
  expect(browser.cookies.get(SESSION)?.attributes).toMatch(ATTRIBUTES)
  expect((await browser.send('/api/v1/account', { headers: { origin: PUBLIC_URL } })).status).toBe(200)
  await browser.visit('/auth/sign-out')
  expect([...browser.cookies.keys()]).toEqual([])
})

test('the OpenAPI document names the cookie that counts here', async () => {
  await using gateway = await openPublic()
  const { body } = await gateway.ask('/api/openapi.json')
  expect(body).toMatchObject({ components: { securitySchemes: { session: { name: SESSION } } } })
})

test.each([
  ['the right one first', `${ALICE}; ${SESSION}=session_mallory`],
  ['the right one last', `${SESSION}=session_mallory; ${ALICE}`],
  ['the same twice', `${ALICE}; ${ALICE}`],
  ['without a space', `${SESSION}=session_mallory;${ALICE}`],
  ['an empty one beside it', `${SESSION}=; ${ALICE}`],
])('of several sessions in one request none counts: %s', async (_, cookie) => {
  await using gateway = await openPublic()
  expect(await askWith(gateway, cookie)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
  expect(JSON.stringify(gateway.auth.asked)).not.toContain('session_')
})

test('nor does one of several count on a socket, or without TLS', async () => {
  await using secure = await openPublic()
  const headers = { cookie: `${ALICE}; ${SESSION}=session_mallory`, origin: PUBLIC_URL }
  expect(await accountOverSocket(secure, headers)).toBe('UNAUTHENTICATED')
  expect(await accountOverSocket(secure, { ...headers, cookie: ALICE })).toBe('alice')
  await using plain = await openTestGateway({ hold: false })
  const cookie = 'runhive_session=session_alice; runhive_session=session_mallory'
  expect((await plain.ask('/api/v1/account', { headers: { authorization: '', cookie } })).status).toBe(401)
})

async function accountOverSocket(gateway: TestGateway, headers: Record<string, string>): Promise<unknown> {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/trpc`, { headers })
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  socket.on('error', reject)
  socket.on('open', () => socket.send('{"id":1,"method":"query","params":{"path":"account.get"}}'))
  socket.on('message', (data) => {
    const { result, error } = JSON.parse(String(data))
    resolve(error?.data?.code ?? result?.data?.id)
  })
  return promise.finally(() => socket.terminate())
}

test.each([
  ['a name that only looks the same', '__host-runhive_session=session_alice'],
  ['an odd space before the name', `\xa0${ALICE}`],
  ['a longer name', `x${ALICE}`],
  ['a value that is a pair', `other=${ALICE}`],
  ['the name without TLS, which any sibling may set', 'runhive_session=session_alice'],
])('a cookie that a sibling could have set is not the session: %s', async (_, cookie) => {
  await using gateway = await openPublic()
  expect((await askWith(gateway, cookie)).status).toBe(401)
  expect((await askWith(gateway, `${cookie}; ${ALICE}`)).body).toMatchObject({ id: 'alice' })
})

test.each([
  ['two of them', (flow: string) => `${FLOW}=${flow}; ${FLOW}=other`],
  ['the name without TLS', (flow: string) => `runhive_sign_in=${flow}`],
])('a sign-in is not ended with a cookie that somebody else may have set: %s', async (_, cookieOf) => {
  await using gateway = await openPublic()
  const { browser, callback } = await begin(gateway)
  const cookie = cookieOf(browser.cookies.get(FLOW)?.value ?? '')
  const answer = await browser.visit(callback, { cookie })
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('was not started in this browser')
  expect(gateway.auth.sessions.size).toBe(0)
})

test('cookies of the release before are taken away, and those of others stay', async () => {
  await using gateway = await openPublic()
  const cookie = 'runhive_session=session_alice; runhive_sign_in=x; other=1'
  const gone = [
    'runhive_session=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
    'runhive_sign_in=; Max-Age=0; Path=/auth; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
  ]
  for (const path of ['/api/v1/languages', '/trpc/site.get', '/trpc/site.get?batch=1']) {
    const { headers } = await gateway.ask(path, { headers: { authorization: '', cookie } })
    expect(headers.getSetCookie(), path).toEqual(gone)
  }
  const begun = await fetch(`${gateway.url}/auth/sign-in`, { headers: { cookie }, redirect: 'manual' })
  expect(begun.headers.getSetCookie()).toEqual([...gone, expect.stringMatching(/^__Host-runhive_sign_in=/)])
  const none = await gateway.ask('/api/v1/languages', { headers: { authorization: '', cookie: 'other=1' } })
  expect(none.headers.getSetCookie()).toEqual([])
})

test('signing out ends every session that came along', async () => {
  await using gateway = await openPublic()
  const tokens: string[] = []
  for (const _ of [1, 2]) {
    const { browser, callback } = await begin(gateway)
    await browser.visit(callback)
    tokens.push(browser.cookies.get(SESSION)?.value ?? '')
  }
  expect(gateway.auth.sessions.size).toBe(2)
  const cookie = tokens.map((token) => `${SESSION}=${token}`).join('; ')
  await fetch(`${gateway.url}/auth/sign-out`, { headers: { cookie }, redirect: 'manual' })
  expect(gateway.auth.sessions.size).toBe(0)
})
