import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import Provider, { type ClientMetadata, type Configuration, type JWK } from 'oidc-provider'
import { PAGE_HEADERS, signInPage } from './sign-in-page.ts'

export interface IssuerOptions {
  /** The loopback interface unless said otherwise. Its own address stays the loopback one: there browsers find it. */
  readonly host?: string
  /** Any free port when not given. */
  readonly port?: number
  readonly clientId: string
  readonly clientSecret: string
  /** Where browsers may be sent back to. */
  readonly redirectUris: readonly string[]
  /** What is claimed about the person who typed this address. Default: verified, and named by its first part. */
  readonly claimsOf?: (email: string) => Claims
}

export interface Claims {
  readonly email: string
  readonly email_verified: boolean
  readonly name: string
}

export interface Issuer extends AsyncDisposable {
  /** `http://127.0.0.1:port`, as in the `iss` of its tokens. */
  readonly url: string
}

/**
 * Stands in for Google on a developer's machine and in tests: a real OpenID Connect provider where any e-mail address
 * signs in without a password. It listens on the loopback interface unless told otherwise. `login_hint` in the
 * authorization request skips the page.
 */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  const server = createServer()
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  const url = `http://127.0.0.1:${port}`
  const provider = new Provider(url, await toConfiguration(options))
  const answerProvider = provider.callback()
  server.on('request', (request, response) => {
    if (request.url?.startsWith(SIGN_IN_PATH)) void answerSignIn(provider, url, { request, response })
    else void answerProvider(request, response)
  })
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const SIGN_IN_PATH = '/sign-in/'

async function answerSignIn(
  provider: Provider,
  issuer: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  try {
    const typed = new URL(request.url ?? '', issuer).searchParams.get('email')
    const { params } = await provider.interactionDetails(request, response)
    const email = typed ?? params.login_hint
    if (typeof email === 'string' && email.includes('@')) {
      return await provider.interactionFinished(request, response, { login: { accountId: email } })
    }
    response.writeHead(200, PAGE_HEADERS).end(signInPage())
  } catch {
    response
      .writeHead(400, PAGE_HEADERS)
      .end(signInPage('This sign-in has expired. Go back and start again.'))
  }
}

async function toConfiguration(options: IssuerOptions): Promise<Configuration> {
  const { clientId, clientSecret, redirectUris, claimsOf = defaultClaims } = options
  const client: ClientMetadata = {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [...redirectUris],
  }
  return {
    clients: [client],
    jwks: { keys: [await createSigningKey()] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // As Google does it: e-mail and name are in the id_token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: {
      Interaction: 600,
      Session: 86_400,
      Grant: 86_400,
      AccessToken: 600,
      IdToken: 600,
      AuthorizationCode: 60,
    },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: [crypto.randomUUID()] },
    interactions: { url: (_context, interaction) => `${SIGN_IN_PATH}${interaction.uid}` },
    findAccount: (_context, email) => ({
      accountId: email,
      claims: () => ({ sub: email, ...claimsOf(email) }),
    }),
    // There is nothing to consent to: what is asked for is granted.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        ...(oidc.client ? { clientId: oidc.client.clientId } : {}),
        ...(oidc.session?.accountId ? { accountId: oidc.session.accountId } : {}),
      })
      grant.addOIDCScope([...oidc.requestParamScopes].join(' '))
      await grant.save()
      return grant
    },
  }
}

const defaultClaims = (email: string): Claims => ({
  email,
  email_verified: true,
  name: email.split('@')[0] ?? email,
})

/** A new one at every start: tokens of an issuer that ended are worth nothing. */
async function createSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: crypto.randomUUID() } as JWK
}
