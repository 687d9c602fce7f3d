import type { IncomingHttpHeaders } from 'node:http'
import { type CookieSerializeOptions, fastifyCookie } from '@fastify/cookie'
import type { FastifyReply } from 'fastify'

export const SESSION_COOKIE = 'runhive_session'
/** Holds a sign-in between its beginning and the issuer's answer. */
export const FLOW_COOKIE = 'runhive_sign_in'

/** Always secure: browsers take such cookies from loopback without TLS too. */
const SAFE = { httpOnly: true, secure: true, sameSite: 'lax' } as const satisfies CookieSerializeOptions
const SESSION = { ...SAFE, path: '/' } as const
const FLOW = { ...SAFE, path: '/auth' } as const

const secondsUntil = (time: string): number => Math.max(0, Math.floor((Date.parse(time) - Date.now()) / 1000))

export function setSession(reply: FastifyReply, session: { token: string; expiresAt: string }): void {
  reply.setCookie(SESSION_COOKIE, session.token, { ...SESSION, maxAge: secondsUntil(session.expiresAt) })
}

export function clearSession(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, SESSION)
}

export function setFlow(reply: FastifyReply, { flow, flowMs }: { flow: string; flowMs: number }): void {
  reply.setCookie(FLOW_COOKIE, flow, { ...FLOW, maxAge: Math.floor(flowMs / 1000) })
}

export function clearFlow(reply: FastifyReply): void {
  reply.clearCookie(FLOW_COOKIE, FLOW)
}

/** The session of a request that is not fastify's, such as a socket's. */
export function readSession({ cookie }: IncomingHttpHeaders): string | undefined {
  return cookie === undefined ? undefined : fastifyCookie.parse(cookie)[SESSION_COOKIE]
}
