import * as openid from 'openid-client'
import { expect, test } from 'vitest'
import { type IssuerOptions, startIssuer } from './issuer.ts'

const CALLBACK = 'http://127.0.0.1:4000/auth/callback'
const client = { clientId: 'runhive', clientSecret: 'a secret of some length', redirectUris: [CALLBACK] }

/** A browser as far as this needs one: it keeps cookies, and tells where it is sent. */
function openBrowser() {
  const jar = new Map<string, string>()
  return async (url: URL): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return answer
  }
}

async function signIn(options: Partial<IssuerOptions>, hint: Record<string, string>) {
  await using issuer = await startIssuer({ ...client, ...options })
  const config = await openid.discovery(
    new URL(issuer.url),
    client.clientId,
    client.clientSecret,
    undefined,
    {
      execute: [openid.allowInsecureRequests],
    },
  )
  const checks = { state: 'a state', nonce: 'a nonce', verifier: openid.randomPKCECodeVerifier() }
  const browse = openBrowser()
  let at = openid.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid email profile',
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(checks.verifier),
    code_challenge_method: 'S256',
    ...hint,
  })
  const pages: string[] = []
  while (!at.href.startsWith(CALLBACK)) {
    const answer = await browse(at)
    const location = answer.headers.get('location')
    if (location === null) {
      pages.push(await answer.text())
      at = new URL(`${at.pathname}?email=ada@example.test`, at)
    } else at = new URL(location, at)
  }
  const tokens = await openid.authorizationCodeGrant(config, at, {
    pkceCodeVerifier: checks.verifier,
    expectedState: checks.state,
    expectedNonce: checks.nonce,
    idTokenExpected: true,
  })
  return { claims: tokens.claims(), pages }
}

test('anyone who types an address is signed in as that address, in a token that a real client believes', async () => {
  const { claims, pages } = await signIn({}, {})
  expect(claims).toMatchObject({
    sub: 'ada@example.test',
    email: 'ada@example.test',
    email_verified: true,
    name: 'ada',
  })
  expect(pages).toHaveLength(1)
  expect(pages[0]).toContain('stands in for Google')
})

test('a login hint needs no page', async () => {
  const { claims, pages } = await signIn({}, { login_hint: 'grace@example.test' })
  expect(claims?.email).toBe('grace@example.test')
  expect(pages).toEqual([])
})

test('a test may say what is claimed', async () => {
  const claimsOf = (email: string) => ({ email, email_verified: false, name: 'Somebody' })
  const { claims } = await signIn({ claimsOf }, { login_hint: 'grace@example.test' })
  expect(claims).toMatchObject({ email_verified: false, name: 'Somebody' })
})

test('a page of a sign-in that is not under way says so', async () => {
  await using issuer = await startIssuer(client)
  const answer = await fetch(`${issuer.url}/sign-in/never?email=ada@example.test`)
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('This sign-in has expired')
})
