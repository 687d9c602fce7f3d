import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * What an API key looks like. 57 characters of `[0-9A-Za-z_]`, so that a double click selects all of it:
 *
 *     rh_ | id: 16 | secret: 32 | checksum: 6
 *
 * All parts are base62. The id (95 bits) finds the key and may be shown; the secret (190 bits) proves it. The checksum
 * is the CRC-32 of everything before it: a mistyped, cut or invented key is known as such without asking anybody, and
 * secret scanners can tell our keys from lookalikes. It is no protection: anyone can compute it.
 *
 * Only the SHA-256 of the whole key is stored. A secret of 190 random bits needs no slow hash: it cannot be guessed.
 */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
export const PREFIX = 'rh_'
export const ID_LENGTH = 16
export const SECRET_LENGTH = 32
export const CHECKSUM_LENGTH = 6

const BODY_LENGTH = PREFIX.length + ID_LENGTH + SECRET_LENGTH
export const KEY_LENGTH = BODY_LENGTH + CHECKSUM_LENGTH
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${KEY_LENGTH - PREFIX.length}}$`)

export interface ApiKey {
  readonly id: string
  /** SHA-256 of the whole key: what the table keeps. */
  readonly digest: Buffer
}

/** Makes a key. `token` is the only copy there will ever be. */
export function createApiKey(
  random: (bytes: number) => Uint8Array = randomBytes,
): ApiKey & { token: string } {
  const body = PREFIX + randomText(ID_LENGTH, random) + randomText(SECRET_LENGTH, random)
  const token = body + checksum(body)
  return { id: idOf(token), digest: digest(token), token }
}

/** undefined for text that is no key: known without a look-up. */
export function parseApiKey(token: string): ApiKey | undefined {
  if (!SHAPE.test(token)) return undefined
  if (checksum(token.slice(0, BODY_LENGTH)) !== token.slice(BODY_LENGTH)) return undefined
  return { id: idOf(token), digest: digest(token) }
}

/** Takes the same time wherever the two differ. */
export function sameDigest(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

const idOf = (token: string) => token.slice(PREFIX.length, PREFIX.length + ID_LENGTH)
const digest = (token: string) => createHash('sha256').update(token).digest()

/** 62^6 is more than 2^32: six characters hold any CRC-32. */
function checksum(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let index = 0; index < CHECKSUM_LENGTH; index += 1) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text
    rest = Math.floor(rest / ALPHABET.length)
  }
  return text
}

/** Every character is equally likely: bytes that would make the first ones likelier are thrown away. */
function randomText(length: number, random: (bytes: number) => Uint8Array): string {
  const fair = 256 - (256 % ALPHABET.length)
  let text = ''
  while (text.length < length) {
    for (const byte of random(length)) {
      if (byte < fair && text.length < length) text += ALPHABET.charAt(byte % ALPHABET.length)
    }
  }
  return text
}
