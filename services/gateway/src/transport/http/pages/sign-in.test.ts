import { RpcError } from '@runhive/contracts/define'
import type { Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { type Browser, createBrowser } from '../../../testing/browser.ts'
import { openTestGateway, type TestGateway } from '../../../testing/gateway.ts'

const UUID = /^[0-9a-f-]{36}$/

/** Begins a sign-in and gives the path at which the issuer sends the browser back. */
async function begin(browser: Browser, query = ''): Promise<string> {
  const answer = await browser.visit(`/auth/sign-in${query}`)
  expect(answer.status).toBe(302)
  const issuer = new URL(answer.headers.get('location') ?? '')
  const back = new URL(issuer.searchParams.get('redirect_uri') ?? '')
  return `${back.pathname}?code=alice&state=${issuer.searchParams.get('state')}`
}

async function signIn(gateway: TestGateway): Promise<Browser> {
  const browser = createBrowser(gateway.url)
  expect((await browser.visit(await begin(browser))).status).toBe(302)
  return browser
}

test('signing in leads to the issuer and back to where it began, with a session that scripts cannot read', async () => {
  await using gateway = await openTestGateway()
  const browser = createBrowser(gateway.url)
  const callback = await begin(browser, '?returnTo=%2Fkeys%3Fnew%3D1')
  expect(browser.cookies.get('runhive_sign_in')?.attributes).toBe(
    'Max-Age=600; Path=/auth; HttpOnly; Secure; SameSite=Lax',
  )
  const answer = await browser.visit(callback)
  expect({ status: answer.status, to: answer.headers.get('location') }).toEqual({
    status: 302,
    to: '/keys?new=1',
  })
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect([...browser.cookies.keys()]).toEqual(['runhive_session'])
  const session = browser.cookies.get('runhive_session')
  expect(session?.value).toMatch(UUID)
  expect(session?.attributes).toMatch(/^Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  const account = await browser.send('/api/v1/account', {})
  expect(await account.json()).toMatchObject({ id: 'alice' })
})

test('the issuer gets the public address, not the one that the gateway listens at', async () => {
  await using gateway = await openTestGateway({ env: { PUBLIC_URL: 'https://run.example.com/' } })
  const answer = await createBrowser(gateway.url).visit('/auth/sign-in')
  const { searchParams } = new URL(answer.headers.get('location') ?? '')
  expect(searchParams.get('redirect_uri')).toBe('https://run.example.com/auth/callback')
})

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  '/.//evil.example/',
  'javascript:alert(1)',
  'keys',
  `/${'x'.repeat(2_000)}`,
])('signing in never leads to %s', async (returnTo) => {
  await using gateway = await openTestGateway()
  const browser = createBrowser(gateway.url)
  const answer = await browser.visit(await begin(browser, `?returnTo=${encodeURIComponent(returnTo)}`))
  expect(answer.headers.get('location')).toBe('/')
})

test('nor does it when auth says so', async () => {
  const token = 'x'.repeat(32)
  const completeSignIn = async () => ({
    token,
    expiresAt: '2999-01-01T00:00:00Z',
    returnTo: '//evil.example',
  })
  await using gateway = await openTestGateway({
    mesh: (mesh) => ({ ...mesh, connect: (contract) => ({ ...mesh.connect(contract), completeSignIn }) }),
  })
  const browser = createBrowser(gateway.url)
  const answer = await browser.visit(await begin(browser))
  expect(answer.headers.get('location')).toBe('/')
})

test.each([
  ['denied', 403, /cancelled the sign-in/],
  ['expired', 400, /too long/],
  ['mismatch', 400, /not started in this browser/],
  ['invalid_token', 400, /could not be verified/],
  ['email_unverified', 403, /not verified/],
  ['issuer_unavailable', 503, /is unreachable/],
])(
  'a sign-in that fails as %s ends on a page that says so, without a session',
  async (reason, status, sentence) => {
    await using gateway = await openTestGateway()
    const browser = createBrowser(gateway.url)
    const callback = await begin(browser)
    const answer = await browser.visit(`${callback}&error=${reason}`)
    const page = await answer.text()
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page).toMatch(sentence)
    expect(page).toContain(`href="${gateway.url}/auth/sign-in"`)
    expect([...browser.cookies.keys()]).toEqual([])
    expect(gateway.auth.sessions.size).toBe(0)
  },
)

test.each([
  ['without the cookie of its beginning', (callback: string) => callback, true],
  ['with another state', (callback: string) => callback.replace(/state=[^&]*/, 'state=other'), false],
  ['without a state', () => '/auth/callback', false],
  ['with an address of 10 kB', (callback: string) => `${callback}&x=${'x'.repeat(10_000)}`, false],
])('a callback %s is refused', async (_, change, forget) => {
  await using gateway = await openTestGateway()
  const browser = createBrowser(gateway.url)
  const callback = change(await begin(browser))
  const answer = await (forget ? createBrowser(gateway.url) : browser).visit(callback)
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('was not started in this browser')
  expect(gateway.auth.sessions.size).toBe(0)
})

test('a callback works once', async () => {
  await using gateway = await openTestGateway()
  const browser = createBrowser(gateway.url)
  const callback = await begin(browser)
  const flow = browser.cookies.get('runhive_sign_in')?.value
  await browser.visit(callback)
  const again = await browser.visit(callback, { cookie: `runhive_sign_in=${flow}` })
  expect(again.status).toBe(400)
  expect(gateway.auth.sessions.size).toBe(1)
})

test('nothing that a request carries is shown on a page', async () => {
  await using gateway = await openTestGateway()
  const answer = await createBrowser(gateway.url).visit('/auth/callback?error=<script>alert(1)</script>')
  expect(await answer.text()).not.toContain('<script>')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('signing in counts against the address, and one time too many is told on a page', async () => {
  await using gateway = await openTestGateway()
  gateway.auth.maximum = 2
  const browser = createBrowser(gateway.url)
  await browser.visit(await begin(browser))
  const answer = await browser.visit('/auth/sign-in')
  expect(answer.status).toBe(429)
  expect(answer.headers.get('retry-after')).toBe('2')
  expect(await answer.text()).toContain('Too many requests from your address')
})

test('without auth signing in says so, and may be tried again', async () => {
  await using gateway = await openTestGateway({ absent: ['auth'] })
  const answer = await createBrowser(gateway.url).visit('/auth/sign-in')
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('1')
  expect(await answer.text()).toContain('is unavailable')
})

/** A mesh whose auth begins no sign-in, with a code that it may come to use. */
const refusing =
  (code: string) =>
  (mesh: Mesh): Mesh => ({
    ...mesh,
    connect(contract) {
      const beginSignIn = async () => {
        throw new RpcError(code)
      }
      return { ...mesh.connect(contract), beginSignIn }
    },
  })

test('a service without sign-in says so', async () => {
  await using gateway = await openTestGateway({ mesh: refusing('SIGN_IN_UNAVAILABLE') })
  const answer = await createBrowser(gateway.url).visit('/auth/sign-in')
  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain('Sign-in is unavailable at the moment')
})

test.each([
  ['by a link', (browser: Browser) => browser.visit('/auth/sign-out')],
  [
    'by a form',
    (browser: Browser) =>
      browser.send('/auth/sign-out', {
        method: 'POST',
        body: 'a=b',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
  ],
  ['by a script', (browser: Browser) => browser.send('/auth/sign-out', { method: 'POST' })],
])('signing out %s ends the session and takes the cookie', async (_, leave) => {
  await using gateway = await openTestGateway()
  const browser = await signIn(gateway)
  const other = await signIn(gateway)
  const answer = await leave(browser)
  expect({ status: answer.status, to: answer.headers.get('location') }).toEqual({ status: 302, to: '/' })
  expect([...browser.cookies.keys()]).toEqual([])
  expect((await browser.send('/api/v1/account', {})).status).toBe(401)
  expect((await other.send('/api/v1/account', {})).status).toBe(200)
})

test('signing out everywhere ends every session of the account', async () => {
  await using gateway = await openTestGateway()
  const browser = await signIn(gateway)
  const other = await signIn(gateway)
  await browser.visit('/auth/sign-out?everywhere=true')
  expect((await other.send('/api/v1/account', {})).status).toBe(401)
})

test.each([
  ['a link on another site', 'GET', { 'sec-fetch-site': 'cross-site' }],
  ['a link on a sibling', 'GET', { 'sec-fetch-site': 'same-site' }],
  ['a form on another site', 'POST', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['a form of an old browser', 'POST', { origin: 'https://evil.example' }],
  ['a form without an origin', 'POST', { origin: 'null' }],
] as const)('%s cannot sign anybody out', async (_, method, headers) => {
  await using gateway = await openTestGateway()
  const browser = await signIn(gateway)
  const cookie = `runhive_session=${browser.cookies.get('runhive_session')?.value}`
  const answer = await fetch(`${gateway.url}/auth/sign-out`, {
    method,
    headers: { cookie, ...headers },
    redirect: 'manual',
  })
  expect(answer.status).toBe(403)
  expect(answer.headers.get('set-cookie')).toBeNull()
  expect(gateway.auth.sessions.size).toBe(1)
})

test('a session that could not be ended keeps its cookie, so that it can be tried again', async () => {
  await using gateway = await openTestGateway({ absent: ['auth'] })
  const cookie = 'runhive_session=session_alice'
  const answer = await fetch(`${gateway.url}/auth/sign-out`, { headers: { cookie }, redirect: 'manual' })
  expect(answer.status).toBe(503)
  expect(answer.headers.get('set-cookie')).toBeNull()
})

test('no session and no flow is written to the log', async () => {
  await using gateway = await openTestGateway()
  const browser = createBrowser(gateway.url)
  const callback = await begin(browser)
  const flow = browser.cookies.get('runhive_sign_in')?.value ?? 'none'
  await browser.visit(callback)
  const session = browser.cookies.get('runhive_session')?.value ?? 'none'
  await browser.send('/api/v1/account', {})
  expect(gateway.logged.length).toBeGreaterThan(2)
  expect(gateway.logged.join('')).not.toContain(flow)
  expect(gateway.logged.join('')).not.toContain(session)
})
