import * as client from 'openid-client'
import { SignInFailure } from './failure.ts'

/** How long the issuer's metadata is used, milliseconds. */
const KNOWN_MS = 60 * 60_000
/** How long one answer of the issuer may take, seconds. Three of them fit into the time of a sign-in. */
const TIMEOUT_SECONDS = 4

export interface OidcSettings {
  /** `http:` only on loopback. */
  readonly issuer: URL
  readonly clientId: string
  readonly clientSecret: string
}

export interface Challenge {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** An OpenID provider, as its client sees it. Rejects with {@link SignInFailure}. */
export interface Issuer {
  /** Where to send a browser. */
  authorizationUrl(callbackUrl: string, challenge: Challenge): Promise<string>
  /** Redeems the code that a browser brought back; gives the claims of its id_token, all checks done. */
  redeem(url: URL, challenge: Challenge): Promise<Readonly<Record<string, unknown>>>
}

/** Fetches the issuer's metadata at the first sign-in, and then once an hour. */
export function createIssuer(settings: OidcSettings, monotonicMs: () => number): Issuer {
  const discover = remember(() => discovered(settings), monotonicMs)
  return {
    async authorizationUrl(callbackUrl, { state, nonce, verifier }) {
      const configuration = await discover()
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: callbackUrl,
        scope: 'openid email profile',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return url.href
    },
    async redeem(url, { state, nonce, verifier }) {
      const configuration = await discover()
      const checks = {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      }
      const tokens = await client.authorizationCodeGrant(configuration, url, checks).catch(rejected)
      const claims = tokens.claims()
      if (claims === undefined) throw new SignInFailure('invalid_token', 'no id_token')
      return claims
    },
  }
}

function discovered({ issuer, clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  const options = {
    timeout: TIMEOUT_SECONDS,
    execute: [
      // The signature too, and not only that the token came from the issuer's own address.
      client.enableNonRepudiationChecks,
      ...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []),
    ],
  }
  return client.discovery(issuer, clientId, clientSecret, undefined, options)
}

/**
 * One look-up at a time. When a new look-up fails, the last result is used; when the first one fails, the next call
 * tries again.
 */
function remember<T>(find: () => Promise<T>, monotonicMs: () => number): () => Promise<T> {
  let known: { value: T; untilMs: number } | undefined
  let finding: Promise<T> | undefined
  return () => {
    if (known && monotonicMs() < known.untilMs) return Promise.resolve(known.value)
    finding ??= find()
      .then((value) => {
        known = { value, untilMs: monotonicMs() + KNOWN_MS }
        return value
      })
      .catch((error: unknown) => {
        if (known) return known.value
        throw new SignInFailure('issuer_unavailable', `discovery failed: ${describe(error)}`)
      })
      .finally(() => {
        finding = undefined
      })
    return finding
  }
}

/** What the client library says when the issuer could not be reached, or answered with something that is no answer. */
const NO_ANSWER: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
])
/** Answers that are about us or the issuer, not about the person. */
const THEIR_FAULT: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'server_error',
  'temporarily_unavailable',
])

function rejected(error: unknown): never {
  throw new SignInFailure(reasonOf(error), describe(error))
}

function reasonOf(error: unknown): SignInFailure['reason'] {
  if (error instanceof client.AuthorizationResponseError) {
    return THEIR_FAULT.has(error.error) ? 'issuer_unavailable' : 'denied'
  }
  if (error instanceof client.ResponseBodyError) {
    // `invalid_grant`: the code is not this flow's, or not good any more.
    return error.status >= 500 || THEIR_FAULT.has(error.error) ? 'issuer_unavailable' : 'mismatch'
  }
  if (error instanceof client.ClientError) {
    return NO_ANSWER.has(error.code ?? '') ? 'issuer_unavailable' : 'invalid_token'
  }
  // `fetch` could not connect.
  if (error instanceof TypeError && error.cause instanceof Error) return 'issuer_unavailable'
  throw error
}

/** Without the error's `cause`, in which the person's claims may be. */
function describe(error: unknown): string {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) {
    return `${error.message}: ${error.error}`
  }
  if (error instanceof client.ClientError) return `${error.message} (${error.code ?? 'no code'})`
  if (error instanceof TypeError && error.cause instanceof Error)
    return `${error.message}: ${error.cause.message}`
  return error instanceof Error ? error.message : String(error)
}
