import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { Paths } from './paths.ts'

/**
 * The error for a request without a route: another method is allowed, another path was probably meant, or not found.
 */
export function nothingHere(
  paths: Paths,
  { method, url }: Pick<FastifyRequest, 'method' | 'url'>,
): GatewayError {
  const path = pathOf(url)
  const allow = paths.methodsAt(path)
  if (allow.length > 0 && !allow.includes(method)) {
    const message = `This path does not support ${method}: it supports ${allow.join(', ')}.`
    return new GatewayError('METHOD_NOT_ALLOWED', { message, details: { allow } })
  }
  const meant = paths.nearestTo(path)
  if (meant === undefined) return new GatewayError('NOT_FOUND')
  return new GatewayError('NOT_FOUND', { message: `Not found; did you mean ${meant}?` })
}

/** OPTIONS lists the methods of a path. CORS preflights are answered elsewhere. */
export function answerOptions(app: FastifyInstance, paths: Paths): void {
  app.options('*', async (request, reply) => {
    const allow = paths.methodsAt(pathOf(request.url))
    if (allow.length === 0) throw nothingHere(paths, request)
    return reply.code(204).header('allow', allow.join(', ')).send()
  })
}

/** Fastify checks the body of a QUERY before it looks for a route. */
export function refuseQueries(app: FastifyInstance, paths: Paths): void {
  app.addHook('onRequest', async (request) => {
    if (request.method === 'QUERY') throw nothingHere(paths, request)
  })
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? ''
