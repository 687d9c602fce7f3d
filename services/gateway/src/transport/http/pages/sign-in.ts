import { auth } from '@runhive/contracts/auth'
import { type Client, isRefusal } from '@runhive/contracts/define'
import { toReturnTo } from '@runhive/contracts/text/return-to'
import type { Logger } from '@runhive/process/log'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { GatewayError } from '../../../errors/gateway-error.ts'
import { toPublicError } from '../../../errors/public-error.ts'
import type { ClientAddress } from '../caller/client-address.ts'
import type { Cookies } from '../caller/cookies.ts'
import { readTraceparent, readUserAgent } from '../caller/request-headers.ts'
import type { Site } from '../caller/site.ts'
import { toErrorHeaders } from '../response/error-headers.ts'
import { logDefect } from '../response/error-response.ts'
import { PAGE_POLICY } from '../response/security-headers.ts'
import { describeFailure, toFailurePage } from './sign-in-page.ts'

export interface SignInDeps {
  readonly auth: Pick<Client<typeof auth>, 'admit' | 'beginSignIn' | 'completeSignIn' | 'signOut'>
  readonly site: Site
  readonly cookies: Cookies
  readonly addressOf: ClientAddress
  readonly log: Logger
}

/** The contract's limits: a longer cookie or URL is not ours. */
const MAX_FLOW = 4_096
const MAX_URL = 8_192
const MAX_TOKEN = 256
/** More than one session cookie is not ours; at most so many sessions are ended. */
const MAX_SESSIONS = 4

const SignInQuery = z.object({ returnTo: z.string().catch('/').default('/') })
const SignOutQuery = z.object({ everywhere: z.stringbool().catch(false).default(false) })

/** Signing in and out by redirects. Failures are HTML pages. */
export function registerSignIn(app: FastifyInstance, deps: SignInDeps): void {
  void app.register(
    async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        reply.header('cache-control', 'no-store')
        deps.cookies.clearOld(request, reply)
      })
      scope.setErrorHandler((error, request, reply) => answerFailure(deps, error, request, reply))
      // Forms and beacons of any type may sign out; their bodies are not read.
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', async () => undefined)
      // A HEAD request would have the same effect as GET.
      const route = { exposeHeadRoute: false }
      scope.get('/sign-in', route, (request, reply) => begin(deps, request, reply))
      scope.get('/callback', route, (request, reply) => complete(deps, request, reply))
      scope.get('/sign-out', route, (request, reply) => signOut(deps, request, reply))
      scope.post('/sign-out', (request, reply) => signOut(deps, request, reply))
    },
    { prefix: '/auth' },
  )
}

const toScope = ({ headers }: FastifyRequest) => ({ traceparent: readTraceparent(headers) })

/**
 * Counts against the address, because there is no account yet. Whether `auth` knows the procedure's name does not
 * matter: only its limit does. When `auth` is away, the next call fails anyway.
 */
async function assertRoom({ auth: client, addressOf }: SignInDeps, request: FastifyRequest): Promise<void> {
  const question = {
    credential: { kind: 'anonymous' },
    procedure: 'auth.signIn',
    ...toWhere(addressOf, request),
  } as const
  await client.admit(question, toScope(request)).catch((error: unknown) => {
    if (isRefusal(auth, 'admit', error, 'LIMITED')) throw error
  })
}

function toWhere(addressOf: ClientAddress, { raw, headers }: FastifyRequest) {
  const userAgent = readUserAgent(headers)
  return { ip: addressOf(raw), ...(userAgent === undefined ? {} : { userAgent }) }
}

async function begin(deps: SignInDeps, request: FastifyRequest, reply: FastifyReply) {
  const { auth, site, cookies } = deps
  await assertRoom(deps, request)
  const returnTo = toReturnTo(SignInQuery.parse(request.query).returnTo)
  const input = { callbackUrl: `${site.url}/auth/callback`, returnTo }
  const begun = await auth.beginSignIn(input, toScope(request))
  cookies.setFlow(reply, begun)
  return reply.redirect(begun.url, 302)
}

async function complete(deps: SignInDeps, request: FastifyRequest, reply: FastifyReply) {
  const { auth, site, cookies, addressOf } = deps
  const flow = cookies.readFlow(request.headers)
  const url = site.url + request.url
  cookies.clearFlow(reply)
  if (!flow || flow.length > MAX_FLOW || url.length > MAX_URL) {
    throw new GatewayError('SIGN_IN_FAILED', { details: { reason: 'mismatch' } })
  }
  await assertRoom(deps, request)
  const session = await auth.completeSignIn({ url, flow, ...toWhere(addressOf, request) }, toScope(request))
  cookies.setSession(reply, session)
  return reply.redirect(toReturnTo(session.returnTo), 302)
}

async function signOut({ auth, site, cookies }: SignInDeps, request: FastifyRequest, reply: FastifyReply) {
  if (site.pageOf(request.headers) === 'foreign') {
    throw new GatewayError('FORBIDDEN', {
      message: 'Signing out must be requested from a page of this service.',
    })
  }
  const tokens = cookies.readSessions(request.headers).filter((token) => token && token.length <= MAX_TOKEN)
  const { everywhere } = SignOutQuery.parse(request.query)
  // The cookie stays when this fails: without it the session could not be ended any more.
  for (const token of tokens.slice(0, MAX_SESSIONS))
    await auth.signOut({ token, everywhere }, toScope(request))
  cookies.clearSession(reply)
  return reply.redirect('/', 302)
}

function answerFailure(
  { site, log }: SignInDeps,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const error = toPublicError(thrown)
  const route = request.routeOptions.url ?? 'none'
  if (error.defect) logDefect(log, thrown, { requestId: request.id, route })
  const failure = describeFailure(error)
  reply.headers(toErrorHeaders(error))
  const again = route.endsWith('/sign-out') ? `${site.url}/auth/sign-out` : `${site.url}/auth/sign-in`
  return reply
    .code(failure.status)
    .header('content-security-policy', PAGE_POLICY)
    .type('text/html; charset=utf-8')
    .send(toFailurePage({ sentence: failure.sentence, again, requestId: request.id }))
}
