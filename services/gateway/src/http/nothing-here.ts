import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError } from '../errors.ts'
import type { Paths } from './paths.ts'

/** What is said where no route is: another method would do, or another path was meant, or there is just nothing. */
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

/**
 * OPTIONS says which methods a path takes. What browsers ask before a page of another origin may call is answered
 * elsewhere.
 */
export function answerOptions(app: FastifyInstance, paths: Paths): void {
  app.options('*', async (request, reply) => {
    const allow = paths.methodsAt(pathOf(request.url))
    if (allow.length === 0) throw nothingHere(paths, request)
    return reply.code(204).header('allow', allow.join(', ')).send()
  })
}

/** Fastify judges a QUERY by its body before it looks whether anything takes it. */
export function refuseQueries(app: FastifyInstance, paths: Paths): void {
  app.addHook('onRequest', async (request) => {
    if (request.method === 'QUERY') throw nothingHere(paths, request)
  })
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? ''
