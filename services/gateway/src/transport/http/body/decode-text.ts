import { GatewayError } from '../../../errors/gateway-error.ts'

/** By the first bytes, which take precedence over headers. */
const BYTE_ORDER_MARKS: ReadonlyArray<readonly [mark: Buffer, charset: string]> = [
  [Buffer.from([0xef, 0xbb, 0xbf]), 'utf-8'],
  [Buffer.from([0xfe, 0xff]), 'utf-16be'],
  [Buffer.from([0xff, 0xfe]), 'utf-16le'],
]

/**
 * A body's text, without a byte order mark, in the charset that its `Content-Type` declares, or else UTF-8. Refuses
 * with `BAD_REQUEST` an unknown charset, and bytes that are not in it: text that came out altered would run as another
 * program.
 */
export function decodeText(bytes: Buffer, contentType: string | undefined): string {
  const marked = BYTE_ORDER_MARKS.find(([mark]) => bytes.subarray(0, mark.length).equals(mark))?.[1]
  const declared = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]
  const decoder = createDecoder(marked ?? declared ?? 'utf-8')
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    const name = decoder.encoding.toUpperCase()
    const hint = declared === undefined ? ': declare its charset in `content-type`, or send UTF-8' : ''
    throw new GatewayError('BAD_REQUEST', { message: `The body is not valid ${name}${hint}.`, cause })
  }
}

function createDecoder(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset, { fatal: true })
  } catch (cause) {
    const message = 'The charset in `content-type` is not supported: send the body as UTF-8.'
    throw new GatewayError('BAD_REQUEST', { message, cause })
  }
}
