import type { IncomingHttpHeaders } from 'node:http'
import { type CookieSerializeOptions, fastifyCookie } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The names without TLS, and those of releases before the prefix. */
const SESSION = 'runhive_session'
/** Holds a sign-in between its beginning and the issuer's answer. */
const FLOW = 'runhive_sign_in'
/** Browsers accept a cookie with this prefix only from this very host, for all of its paths, and over TLS. */
const PREFIX = '__Host-'

/** Always secure: browsers take such cookies from loopback without TLS too. */
const SAFE = {
  httpOnly: true,
  secure: true,
  sameSite: 'lax',
  path: '/',
} as const satisfies CookieSerializeOptions
/** The cookies of releases before the prefix. */
const OLD: ReadonlyArray<readonly [name: string, path: string]> = [
  [SESSION, '/'],
  [FLOW, '/auth'],
]

/** The cookies of an installation: their names depend on whether people reach it over TLS. */
export interface Cookies {
  readonly sessionName: string
  /** undefined when there is none, or several of the name: which one is ours cannot be known. */
  readSession(headers: IncomingHttpHeaders): string | undefined
  /** Every value that came under the session's name: signing out ends all of them. */
  readSessions(headers: IncomingHttpHeaders): string[]
  /** undefined too when there are several. */
  readFlow(headers: IncomingHttpHeaders): string | undefined
  setSession(reply: FastifyReply, session: { token: string; expiresAt: string }): void
  clearSession(reply: FastifyReply): void
  setFlow(reply: FastifyReply, begun: { flow: string; flowMs: number }): void
  clearFlow(reply: FastifyReply): void
  /**
   * Takes cookies away that a release before the prefix set: any sibling domain could have set them too, so none
   * counts.
   */
  clearOld(request: FastifyRequest, reply: FastifyReply): void
}

/** `publicUrl`: the origin at which people reach the service; undefined is loopback without TLS. */
export function createCookies(publicUrl: string | undefined): Cookies {
  const prefixed = publicUrl?.startsWith('https:') ?? false
  const sessionName = prefixed ? PREFIX + SESSION : SESSION
  const flowName = prefixed ? PREFIX + FLOW : FLOW
  // The prefix needs the path `/`, so for some minutes the cookie is sent with every request.
  const flowOptions = { ...SAFE, path: prefixed ? '/' : '/auth' }
  return {
    sessionName,
    readSession: (headers) => onlyOne(valuesOf(headers, sessionName)),
    readSessions: (headers) => valuesOf(headers, sessionName),
    readFlow: (headers) => onlyOne(valuesOf(headers, flowName)),
    setSession(reply, { token, expiresAt }) {
      reply.setCookie(sessionName, token, { ...SAFE, maxAge: secondsUntil(expiresAt) })
    },
    clearSession: (reply) => void reply.clearCookie(sessionName, SAFE),
    setFlow(reply, { flow, flowMs }) {
      reply.setCookie(flowName, flow, { ...flowOptions, maxAge: Math.floor(flowMs / 1000) })
    },
    clearFlow: (reply) => void reply.clearCookie(flowName, flowOptions),
    clearOld({ headers }, reply) {
      if (!prefixed) return
      for (const [name, path] of OLD) {
        if (valuesOf(headers, name).length > 0) reply.clearCookie(name, { ...SAFE, path })
      }
    },
  }
}

const secondsUntil = (time: string): number => Math.max(0, Math.floor((Date.parse(time) - Date.now()) / 1000))

const onlyOne = (values: readonly string[]): string | undefined =>
  values.length === 1 ? values[0] : undefined

/**
 * All values of a name, in the order they came. The name must be the very same bytes: a parser that trims odd spaces
 * would see the prefix where the browser saw none.
 */
function valuesOf({ cookie }: IncomingHttpHeaders, name: string): string[] {
  if (cookie === undefined || !cookie.includes(name)) return []
  return cookie
    .split(';')
    .map((pair) => pair.replace(/^[ \t]+/, ''))
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => fastifyCookie.parse(pair)[name] ?? '')
}
