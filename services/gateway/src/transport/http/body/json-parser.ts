import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Who } from '../../../admission/access.ts'
import { GatewayError } from '../../../errors/gateway-error.ts'
import type { Rooms } from './body-rooms.ts'
import { decodeText } from './decode-text.ts'
import { decompress, readCodings } from './decompress.ts'
import { letSend } from './expect-continue.ts'
import { findJsonError } from './json-error.ts'
import { assertModestJson } from './json-shape.ts'
import type { Pace } from './pace.ts'
import { assertFits, declaredLength, readBody } from './read-body.ts'

/**
 * Refuses with `UNAUTHENTICATED` a request without credentials where they are needed. Whether they are valid is decided
 * by admission, which needs the body, and happens once.
 */
export type AssertMayAsk = (request: FastifyRequest, who: readonly Who[]) => Promise<void>

export interface BodyOptions {
  /** Of a body as it was sent and as it is decompressed, bytes. */
  readonly maximum: number
  readonly rooms: Pick<Rooms, 'enter'>
  readonly pace: Pick<Pace, 'watch'>
  /** Refuses a caller that may not ask before a large body is read. */
  readonly assertMayAsk?: AssertMayAsk
}

/** Whom the requested procedures are for. */
export type WhoAsked = (request: FastifyRequest) => readonly Who[]

/** Almost every body is smaller, and needs no check before it is read, bytes. */
const SMALL = 64 * 1024

/**
 * JSON and nothing else, compressed or not, in any charset that is declared: fastify's own parsers take text too. An
 * empty body is no body.
 */
export function takeJsonOnly(
  app: FastifyInstance,
  options: BodyOptions & { readonly whoAsked?: WhoAsked },
): void {
  takeJson(app, options, (_text, value) => value)
}

/** The same, but the body is the text itself, for a handler that parses it again. */
export function takeJsonText(
  app: FastifyInstance,
  options: BodyOptions & { readonly whoAsked: WhoAsked },
): void {
  takeJson(app, options, (text) => text)
}

function takeJson(
  app: FastifyInstance,
  options: BodyOptions & { readonly whoAsked?: WhoAsked },
  toBody: (text: string, value: unknown) => unknown,
): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', async (request: FastifyRequest) => {
    // A body without a route is not read.
    if (request.is404) return undefined
    const text = await readText(request, { ...options, who: options.whoAsked?.(request) ?? [] })
    return toBody(text, text === '' ? undefined : parseJson(text))
  })
}

/** What the headers show to be wrong is refused first: reading takes memory. */
async function readText(
  request: FastifyRequest,
  { maximum, rooms, pace, assertMayAsk, who }: BodyOptions & { who: readonly Who[] },
) {
  const { raw, headers } = request
  assertFits(raw, maximum)
  const codings = readCodings(headers['content-encoding'])
  const declared = declaredLength(raw)
  if (declared === undefined || declared > SMALL) await assertMayAsk?.(request, who)
  const room = rooms.enter(raw, declared ?? 0)
  letSend(raw)
  const bytes = await readBody(raw, { maximum, room, pace })
  return decodeText(await decompress(bytes, codings, { maximum, room }), headers['content-type'])
}

function parseJson(text: string): unknown {
  assertModestJson(text)
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
