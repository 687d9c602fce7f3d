import { countOrphaned, countUnfinished, toText } from './utf8.ts'

/** What a result keeps of one stream: how a program began and how it ended say more than its middle. */
export interface OutputKeeper {
  add(bytes: Uint8Array): void
  /** Bytes added so far, kept or not. */
  readonly bytes: number
  kept(): KeptOutput
}

export interface KeptOutput {
  readonly head: Buffer
  /** Empty unless bytes between head and tail were dropped. */
  readonly tail: Buffer
  readonly truncated: boolean
}

const FIRST_ALLOCATION_BYTES = 4096

/**
 * Keeps the first half and the last half of `keepBytes`. One growing buffer: linear until it is full, then its second
 * half goes round as a ring. Bytes are copied in, because a one-byte chunk can hold a 64 KiB read alive.
 */
export function createOutputKeeper(keepBytes: number): OutputKeeper {
  const headBytes = Math.ceil(keepBytes / 2)
  const ringBytes = keepBytes - headBytes
  let buffer = Buffer.allocUnsafe(Math.min(keepBytes, FIRST_ALLOCATION_BYTES))
  let written = 0

  function reserve(wanted: number) {
    if (wanted <= buffer.length) return
    const grown = Buffer.allocUnsafe(Math.min(keepBytes, Math.max(wanted, buffer.length * 2)))
    buffer.copy(grown)
    buffer = grown
  }
  const ringPosition = () => headBytes + ((written - headBytes) % ringBytes)

  function addToRing(bytes: Uint8Array) {
    if (ringBytes === 0) {
      written += bytes.length
      return
    }
    const skipped = Math.max(0, bytes.length - ringBytes)
    written += skipped
    let rest = bytes.subarray(skipped)
    while (rest.length > 0) {
      const position = ringPosition()
      const part = rest.subarray(0, keepBytes - position)
      buffer.set(part, position)
      written += part.length
      rest = rest.subarray(part.length)
    }
  }

  return {
    get bytes() {
      return written
    },
    add(bytes) {
      reserve(Math.min(keepBytes, written + bytes.length))
      const linear = bytes.subarray(0, Math.max(0, Math.min(bytes.length, keepBytes - written)))
      buffer.set(linear, written < keepBytes ? written : 0)
      written += linear.length
      if (linear.length < bytes.length) addToRing(bytes.subarray(linear.length))
    },
    kept() {
      if (written <= keepBytes) {
        return { head: buffer.subarray(0, written), tail: Buffer.alloc(0), truncated: false }
      }
      if (ringBytes === 0)
        return { head: buffer.subarray(0, headBytes), tail: Buffer.alloc(0), truncated: true }
      const start = ringPosition()
      const tail = Buffer.concat([buffer.subarray(start, keepBytes), buffer.subarray(headBytes, start)])
      return { head: buffer.subarray(0, headBytes), tail, truncated: true }
    },
  }
}

export interface EncodedOutput {
  readonly stdout: string
  readonly stderr: string
  readonly encoding: 'utf8' | 'base64'
}

/**
 * Both streams as a result carries them: text when both are UTF-8, otherwise both base64. Where we cut (in the middle,
 * or `cutAtEnd` because the program was killed while it wrote) half a character is dropped, so that a cut alone never
 * turns text into base64.
 */
export function encodeOutput(stdout: KeptOutput, stderr: KeptOutput, cutAtEnd: boolean): EncodedOutput {
  const out = keptText(stdout, cutAtEnd)
  const err = keptText(stderr, cutAtEnd)
  if (out !== undefined && err !== undefined) return { stdout: out, stderr: err, encoding: 'utf8' }
  return { stdout: keptBase64(stdout), stderr: keptBase64(stderr), encoding: 'base64' }
}

function keptText({ head, tail, truncated }: KeptOutput, cutAtEnd: boolean): string | undefined {
  if (!truncated) return toText(cutAtEnd ? withoutUnfinished(head) : head)
  const first = toText(withoutUnfinished(head))
  const whole = tail.subarray(countOrphaned(tail))
  const last = toText(cutAtEnd ? withoutUnfinished(whole) : whole)
  return first === undefined || last === undefined ? undefined : first + last
}

function withoutUnfinished(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length - countUnfinished(bytes))
}

function keptBase64({ head, tail }: KeptOutput): string {
  return Buffer.concat([head, tail]).toString('base64')
}
