import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { CLIENT } from './issuer.ts'

/** What the issuer says at its token endpoint; `honest` is what it would say if it were honest. */
export type Lie = (honest: JWTPayload, tools: Tools) => Promise<string | undefined>

export interface Tools {
  /** Signed with the issuer's own key. */
  sign(claims: JWTPayload): Promise<string>
  /** Signed with a key that only somebody else has, under the issuer's key id. */
  signAsStranger(claims: JWTPayload): Promise<string>
  /** Authenticated with what issuer and client both know, as if that were a signature. */
  signWithSecret(claims: JWTPayload): Promise<string>
  unsigned(claims: JWTPayload): string
}

export interface HostileIssuer extends AsyncDisposable {
  readonly issuer: URL
  /** Replaces the token endpoint's answer. */
  lie: Lie
  /** The address it would send a browser to that came with this authorization URL. */
  answer(authorizationUrl: string): string
}

/** An OpenID provider that says anything that a test wants it to say. */
export async function startHostileIssuer(): Promise<HostileIssuer> {
  const own = await generateKeyPair('RS256', { extractable: true })
  const stranger = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'key', use: 'sig', alg: 'RS256' }
  const header = { alg: 'RS256', kid: 'key' }
  const tools: Tools = {
    sign: (claims) => new SignJWT(claims).setProtectedHeader(header).sign(own.privateKey),
    signAsStranger: (claims) => new SignJWT(claims).setProtectedHeader(header).sign(stranger.privateKey),
    signWithSecret: (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(CLIENT.clientSecret)),
    unsigned: (claims) => new UnsecuredJWT(claims).encode(),
  }
  const nonces = new Map<string, string>()
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) // listening on TCP
  const hostile: HostileIssuer = {
    issuer,
    lie: (honest, { sign }) => sign(honest),
    answer(authorizationUrl) {
      const asked = new URL(authorizationUrl).searchParams
      const code = crypto.randomUUID()
      nonces.set(code, asked.get('nonce') ?? '')
      const url = new URL(asked.get('redirect_uri') ?? '')
      url.search = new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString()
      return url.href
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  server.on('request', async (request, response) => {
    const say = (body: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/.well-known/openid-configuration') return say(metadata(issuer.origin))
    if (request.url === '/jwks') return say({ keys: [jwk] })
    const form = new URLSearchParams(Buffer.concat(await Array.fromAsync(request)).toString())
    const idToken = await hostile.lie(honestClaims(issuer.origin, nonces.get(form.get('code') ?? '')), tools)
    say({ access_token: 'an access token', token_type: 'Bearer', ...(idToken && { id_token: idToken }) })
  })
  return hostile
}

const metadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  // It claims to sign in ways that are no signature.
  id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
})

const honestClaims = (issuer: string, nonce = ''): JWTPayload => {
  const now = Math.floor(Date.now() / 1_000)
  return {
    iss: issuer,
    aud: CLIENT.clientId,
    sub: 'a-subject',
    nonce,
    iat: now,
    exp: now + 300,
    email: 'somebody@example.test',
    email_verified: true,
    name: 'Somebody',
  }
}
