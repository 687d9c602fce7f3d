import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'

export const CALLBACK_URL = 'http://127.0.0.1:4000/auth/callback'
export const CLIENT = { clientId: 'runhive', clientSecret: 'a client secret for tests' } as const

/** A person the issuer knows. A browser that sends a subject in `login_hint` is signed in as it. */
export interface Known {
  readonly email: string
  readonly email_verified: boolean
  readonly name?: string
}

export interface TestIssuer extends AsyncDisposable {
  readonly issuer: URL
  readonly port: number
  /** By subject. Who is not in it signs in with an e-mail address made of the subject. */
  readonly people: Map<string, Known>
}

/** A real OpenID provider on loopback, which asks for no password. */
export async function startIssuer(options: { port?: number } = {}): Promise<TestIssuer> {
  const server = createServer()
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listening on TCP
  const issuer = new URL(`http://127.0.0.1:${port}`)
  const people = new Map<string, Known>()
  const provider = new Provider(issuer.href.replace(/\/$/, ''), await configuration(people))
  const callback = provider.callback()
  server.on('request', async (request, response) => {
    const { pathname } = new URL(request.url ?? '', issuer)
    if (!pathname.startsWith('/login/')) return callback(request, response)
    const { params } = await provider.interactionDetails(request, response)
    const hint = String(params.login_hint)
    const result =
      hint === 'nobody'
        ? { error: 'access_denied', error_description: 'the person said no' }
        : { login: { accountId: hint } }
    await provider.interactionFinished(request, response, result)
  })
  return {
    issuer,
    port,
    people,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function configuration(people: ReadonlyMap<string, Known>): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [CALLBACK_URL],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // Like Google: e-mail and name travel in the id_token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: {
      Interaction: 600,
      Session: 600,
      Grant: 600,
      AccessToken: 600,
      IdToken: 600,
      AuthorizationCode: 60,
    },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['tests only'] },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' }] },
    interactions: { url: (_context, { uid }) => `/login/${uid}` },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...known(people, subject) }),
    }),
    // No consent page: what is asked for is granted.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: CLIENT.clientId,
        ...(oidc.session?.accountId === undefined ? {} : { accountId: oidc.session.accountId }),
      })
      grant.addOIDCScope([...oidc.requestParamScopes].join(' '))
      await grant.save()
      return grant
    },
  }
}

function known(people: ReadonlyMap<string, Known>, subject: string): Known {
  return (
    people.get(subject) ?? {
      email: `${subject}@example.test`,
      email_verified: true,
      name: `Name of ${subject}`,
    }
  )
}
