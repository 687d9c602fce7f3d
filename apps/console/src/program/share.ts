import { fromBase64, toBase64 } from './base64.ts'
import { type Program, parseProgram } from './program.ts'

/** The prefix of a shared program in a URL's fragment. Fragments never reach a server. */
const PREFIX = 'code='
/** Some browsers and chat programs truncate longer URLs. */
export const MAX_FRAGMENT = 32_000
/** After decompression: a small fragment must not become a huge program. */
const MAX_UNPACKED_BYTES = 2 * 1024 * 1024

/** The fragment of a whole program; undefined if it is too long for a URL. */
export async function toFragment(program: Program): Promise<string | undefined> {
  const bytes = new TextEncoder().encode(JSON.stringify(program))
  const packed = await readAll(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw')))
  const fragment = PREFIX + toUrlSafe(toBase64(packed))
  return fragment.length > MAX_FRAGMENT ? undefined : fragment
}

export const isShared = (hash: string): boolean => hash.replace(/^#/, '').startsWith(PREFIX)

/**
 * The program in a fragment; undefined for anything else. It never runs automatically, because anybody may have made
 * the link.
 */
export async function fromFragment(hash: string): Promise<Program | undefined> {
  const fragment = hash.replace(/^#/, '')
  if (!fragment.startsWith(PREFIX) || fragment.length > MAX_FRAGMENT) return undefined
  try {
    const packed = fromBase64(fromUrlSafe(fragment.slice(PREFIX.length)))
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readAll(stream))
    return parseProgram(JSON.parse(text))
  } catch {
    return undefined
  }
}

const toUrlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
const fromUrlSafe = (text: string) => text.replaceAll('-', '+').replaceAll('_', '/')

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  // Not every browser can iterate streams.
  const reader = stream.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length
    if (length > MAX_UNPACKED_BYTES) {
      await reader.cancel()
      throw new RangeError('too large')
    }
    parts.push(next.value)
  }
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
