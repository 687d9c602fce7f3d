import * as z from 'zod'
import { validTraceparent } from '../telemetry/traceparent.ts'
import { type AbortCode, remainingFromHeader, remainingToHeader } from './deadline.ts'

/**
 * The wire format, version 1. Everything a peer of another version may meet is in this file.
 *
 * A request goes to `<service>.<procedure>`; its body is the input as JSON, empty for `undefined`. A reply's
 * body is the output as JSON when its code is `OK`, else the refusal's data. Anything that does not fit below, an
 * unknown header for instance, is ignored; anything that is missing has a meaning given here.
 */
export const WIRE_VERSION = '1'

const VERSION = 'Mesh-Version'
/** Whole milliseconds the caller will still wait. Missing: the contract's timeout. */
const REMAINING = 'Mesh-Remaining-Ms'
const CODE = 'Mesh-Code'
/** W3C trace context: of a call, of an item in a queue, of an event. */
export const TRACEPARENT = 'traceparent'
/** Which procedure is called at an address; `$cancel` cancels a call made there. */
const PROCEDURE = 'Mesh-Procedure'
const CANCEL = '$cancel'

/** Header names and values, in the order in which they are written. */
export type Headers = ReadonlyArray<readonly [name: string, value: string]>
export type ReadHeader = (name: string) => string | undefined

export interface RequestHead {
  readonly remainingMs: number | undefined
  readonly traceparent: string | undefined
}

export interface Reply {
  /** `OK`, a refusal of the contract, or a common code. */
  readonly code: string
  /** JSON of the output or of the refusal's data; empty for `undefined`. */
  readonly body: string
}

/** The same headers, and the trace if there is one. */
export function withTraceparent(headers: Headers, traceparent: string | undefined): Headers {
  return traceparent === undefined ? headers : [...headers, [TRACEPARENT, traceparent]]
}

export function requestHeaders(head: { remainingMs: number; traceparent: string }): Headers {
  return [
    [VERSION, WIRE_VERSION],
    [REMAINING, remainingToHeader(head.remainingMs)],
    [TRACEPARENT, head.traceparent],
  ]
}

/** undefined when the caller speaks a version we do not know: it gets an error, and no guess. */
export function readRequestHead(header: ReadHeader): RequestHead | undefined {
  if (!isKnownVersion(header(VERSION))) return undefined
  return {
    remainingMs: remainingFromHeader(header(REMAINING)),
    traceparent: validTraceparent(header(TRACEPARENT)),
  }
}

/** A request to an address: the same, and the procedure. */
export function addressedHeaders(head: {
  remainingMs: number
  traceparent: string
  procedure: string
}): Headers {
  return [...requestHeaders(head), [PROCEDURE, head.procedure]]
}

/** The body is that of {@link encodeCancel}. */
export function addressedCancelHeaders(): Headers {
  return [
    [VERSION, WIRE_VERSION],
    [PROCEDURE, CANCEL],
  ]
}

/** What a message to an address asks for. */
export function readAddressed(header: ReadHeader): { cancel: true } | { procedure: string } {
  const procedure = header(PROCEDURE) ?? ''
  return procedure === CANCEL ? { cancel: true } : { procedure }
}

export function replyHeaders(code: string): Headers {
  return [
    [VERSION, WIRE_VERSION],
    [CODE, code],
  ]
}

/** undefined when what came is no reply of this version. */
export function readReply(header: ReadHeader, body: string): Reply | undefined {
  const code = header(CODE)
  if (!code || !isKnownVersion(header(VERSION))) return undefined
  return { code, body }
}

/** JSON, with nothing at all for `undefined`, which JSON cannot say. */
export function encodeBody(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value)
}

/** Throws a SyntaxError when it is no JSON. */
export function decodeBody(body: string): unknown {
  return body === '' ? undefined : JSON.parse(body)
}

export function callSubject(service: string, procedure: string): string {
  return `${service}.${procedure}`
}

/** Where all calls go that only one process can answer. Which procedure is meant stands in a header. */
export function addressSubject(service: string, address: string): string {
  return `${service}.$at.${address}`
}

/** Where a caller that goes away says so. Every instance listens; the one that runs the call ends it. */
export function cancelSubject(service: string): string {
  return `${service}.$cancel`
}

/** `id` is the reply subject of the call: nobody else knows it. */
export function encodeCancel(id: string, why: AbortCode): string {
  return `${id} ${why}`
}

export function decodeCancel(body: string): { id: string; why: AbortCode } {
  const [id = '', why] = body.split(' ')
  return { id, why: why === 'DEADLINE_EXCEEDED' ? why : 'CANCELLED' }
}

/** A caller that sends no version is taken for the first one: a person with the `nats` tool, say. */
function isKnownVersion(version: string | undefined): boolean {
  return !version || version === WIRE_VERSION
}

/**
 * In the body of an event: those before it under its key, which were appended together with it, oldest first. It stands
 * beside the event's own fields, so that a reader of an older version, whose schema does not know it, reads the event.
 */
const EARLIER = 'mesh:earlier'
/** Bytes of earlier events in one message: with the largest event there is room for them. */
const MAX_EARLIER_BYTES = 64 * 1024

/** One body for all of them; undefined when they are too many to travel together. */
export function encodeTogether(event: object, earlier: ReadonlyArray<unknown>): string | undefined {
  if (earlier.length === 0) return encodeBody(event)
  const before = encodeBody(earlier)
  if (Buffer.byteLength(before) > MAX_EARLIER_BYTES) return undefined
  return `${encodeBody(event).slice(0, -1)},"${EARLIER}":${before}}`
}

/** The events of a body in their order, the one that it is stored as last; undefined in place of unknown ones. */
export function decodeTogether<T extends z.ZodType>(schema: T, body: string): Array<z.output<T> | undefined> {
  const { event, earlier } = split(body)
  return [...earlier, event].map((one) => schema.safeParse(one).data)
}

/** Only the last one, and how many come before it. */
export function decodeLast<T extends z.ZodType>(
  schema: T,
  body: string,
): { event: z.output<T> | undefined; earlier: number } {
  const { event, earlier } = split(body)
  return { event: schema.safeParse(event).data, earlier: earlier.length }
}

const Together = z.looseObject({ [EARLIER]: z.array(z.unknown()).min(1) })

function split(body: string): { event: unknown; earlier: unknown[] } {
  try {
    const value = decodeBody(body)
    const together = body.includes(`"${EARLIER}"`) ? Together.safeParse(value).data : undefined
    if (together === undefined) return { event: value, earlier: [] }
    const { [EARLIER]: earlier, ...event } = together
    return { event, earlier }
  } catch {
    return { event: undefined, earlier: [] }
  }
}

/** A stored item or event; undefined for what this version's schema does not know, malformed JSON included. */
export function decodeItem<T extends z.ZodType>(schema: T, body: string): z.output<T> | undefined {
  try {
    return schema.safeParse(decodeBody(body)).data
  } catch {
    return undefined
  }
}
