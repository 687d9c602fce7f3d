import { badInput } from '../../errors/gateway-error.ts'

type Fields = Readonly<Record<string, unknown>>

/** The header that many clients send on their own; it means what the field of that name in the body means. */
export const IDEMPOTENCY_HEADER = 'Idempotency-Key'
const FIELD = 'idempotencyKey'

/** Whether a procedure's input has the field. */
export const takesIdempotencyKey = (properties: Fields): boolean => Object.hasOwn(properties, FIELD)

/**
 * The body with the header's key as its field. Refuses two different keys; a body that is no object is the schema's to
 * refuse.
 */
export function withIdempotencyKey(body: unknown, header: string | string[] | undefined): unknown {
  if (header === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const key = readKey(String(header))
  const own = (body as Fields)[FIELD]
  if (own !== undefined && own !== null && own !== key) {
    const message = `must be the same as the \`${IDEMPOTENCY_HEADER}\` header, or only one of the two be sent`
    throw badInput([{ code: 'conflicting_keys', path: [FIELD], message }])
  }
  return { ...body, [FIELD]: key }
}

/** Some clients write it in quotes, as the draft standard does. Node reads all headers as Latin-1. */
function readKey(header: string): string {
  const bytes = Buffer.from(header, 'latin1')
  const text = bytes.toString('utf8').includes('\ufffd') ? header : bytes.toString('utf8')
  return /^"([^"\\]*)"$/.exec(text)?.[1] ?? text
}
