import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findJsonError } from '../../domain/json-error.ts'
import { GatewayError } from '../../errors.ts'
import type { Rooms } from '../bytes/rooms.ts'
import { decodeText } from './decode-text.ts'
import { letSend } from './expect-continue.ts'
import type { AssertMayAsk, Who } from './may-ask.ts'
import { assertModestJson } from './modest-json.ts'
import type { Pace } from './pace.ts'
import { assertFits, declaredLength, readBody } from './read-body.ts'
import { readCodings, unpack } from './unpack.ts'

export interface BodyOptions {
  /** Of a body as it was sent and as it was before it was packed, bytes. */
  readonly maximum: number
  readonly rooms: Pick<Rooms, 'enter'>
  readonly pace: Pick<Pace, 'watch'>
  /** Refuses before a large body is read who may not ask, whatever is in it. */
  readonly assertMayAsk?: AssertMayAsk
}

/** Whom what is asked for is for. */
export type WhoAsked = (request: FastifyRequest) => readonly Who[]

/** What almost every body is smaller than. Until so much has come, it costs nobody anything, bytes. */
const SMALL = 64 * 1024

/**
 * JSON and nothing else, packed or not, in any charset that is declared: fastify's own parsers take text too. An empty
 * body is no body.
 */
export function takeJsonOnly(
  app: FastifyInstance,
  options: BodyOptions & { readonly whoAsked?: WhoAsked },
): void {
  takeJson(app, options, (_text, value) => value)
}

/** The same, but the text itself is the body: for who parses it once more. */
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
    // What is sent to nowhere is not read.
    if (request.is404) return undefined
    const text = await readText(request, { ...options, who: options.whoAsked?.(request) ?? [] })
    return toBody(text, text === '' ? undefined : parseJson(text))
  })
}

/** Whatever its headers say is refused first: what is read takes memory. */
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
  return decodeText(await unpack(bytes, codings, { maximum, room }), headers['content-type'])
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
