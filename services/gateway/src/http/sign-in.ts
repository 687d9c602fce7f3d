import type { auth } from '@runhive/contracts/auth'
import { type Client, RpcError } from '@runhive/contracts/define'
import { toReturnTo } from '@runhive/contracts/return-to'
import type { Logger } from '@runhive/process/log'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { readTraceparent, readUserAgent } from '../context.ts'
import { GatewayError, toPublicError } from '../errors.ts'
import type { ClientAddress } from './client-address.ts'
import type { Cookies } from './cookies.ts'
import { toErrorHeaders } from './error-headers.ts'
import { logDefect } from './errors.ts'
import { PAGE_POLICY } from './headers.ts'
import { describeFailure, toFailurePage } from './sign-in-page.ts'
import type { Site } from './site.ts'

export interface SignInDeps {
  readonly auth: Pick<Client<typeof auth>, 'admit' | 'beginSignIn' | 'completeSignIn' | 'signOut'>
  readonly site: Site
  readonly cookies: Cookies
  readonly addressOf: ClientAddress
  readonly log: Logger
}

/** The contract's limits: a longer cookie or address is none of ours. */
const MAX_FLOW = 4_096
const MAX_URL = 8_192
const MAX_TOKEN = 256
/** More than one is none of ours; so many are ended with it. */
const MAX_SESSIONS = 4

const SignInQuery = z.object({ returnTo: z.string().catch('/').default('/') })
const SignOutQuery = z.object({ everywhere: z.stringbool().catch(false).default(false) })

/** Signing in and out by redirects of the browser. Failures are pages for people. */
export function registerSignIn(app: FastifyInstance, deps: SignInDeps): void {
  void app.register(
    async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        reply.header('cache-control', 'no-store')
        deps.cookies.clearOld(request, reply)
      })
      scope.setErrorHandler((error, request, reply) => answerFailure(deps, error, request, reply))
      // Forms and beacons of any type may ask to sign out; what they carry is not read.
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', async () => undefined)
      // Asking for the headers of such an answer would be doing it.
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
 * Counts against the address, before there is anybody to know. Whether `auth` knows the name of what is asked does
 * not matter: only its limit does, and when it cannot be asked, nothing that follows can be done either.
 */
async function assertRoom({ auth, addressOf }: SignInDeps, request: FastifyRequest): Promise<void> {
  const question = {
    credential: { kind: 'anonymous' },
    procedure: 'auth.signIn',
    ...toWhere(addressOf, request),
  } as const
  await auth.admit(question, toScope(request)).catch((error: unknown) => {
    if (error instanceof RpcError && error.code === 'LIMITED') throw error
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
  const asked = { callbackUrl: `${site.url}/auth/callback`, returnTo }
  const begun = await auth.beginSignIn(asked, toScope(request))
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
  // The cookie stays when this fails: without it nobody could end the session any more.
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
