import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findJsonError } from '../../domain/json-error.ts'
import { GatewayError } from '../../errors.ts'
import { decodeText } from './decode-text.ts'
import { readBody } from './read-body.ts'
import { unpack } from './unpack.ts'

/**
 * JSON and nothing else, packed or not, in any charset that is declared: fastify's own parsers take text too. An empty
 * body is no body.
 */
export function takeJsonOnly(app: FastifyInstance, maximum: number): void {
  takeJson(app, maximum, (_text, value) => value)
}

/** The same, but the text itself is the body: for who parses it once more. */
export function takeJsonText(app: FastifyInstance, maximum: number): void {
  takeJson(app, maximum, (text) => text)
}

function takeJson(
  app: FastifyInstance,
  maximum: number,
  toBody: (text: string, value: unknown) => unknown,
): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', async (request: FastifyRequest) => {
    const { raw, headers } = request
    const bytes = await unpack(await readBody(raw, maximum), headers['content-encoding'], maximum)
    const text = decodeText(bytes, headers['content-type'])
    return toBody(text, text === '' ? undefined : parseJson(text))
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    const found = findJsonError(text)
    if (!found) throw new GatewayError('BAD_JSON', { cause })
    const { line, column, position, problem } = found
    const message = `The body is not valid JSON: line ${line}, column ${column}: ${problem}.`
    throw new GatewayError('BAD_JSON', { message, details: { line, column, position }, cause })
  }
}
