import { isUtf8 } from 'node:buffer'
import type { Omitted, Phase } from '@runhive/contracts/execution-result'
import { countOrphaned, countUnfinished } from './utf8.ts'

/** What a result keeps of one stream: how a program began and how it ended say more than its middle. */
export interface OutputBuffer {
  add(bytes: Uint8Array): void
  /** Bytes added so far, kept or not. */
  readonly bytes: number
  kept(): KeptOutput
}

export interface KeptOutput {
  readonly head: Buffer
  /** Empty unless bytes between head and tail were dropped. */
  readonly tail: Buffer
  /** Bytes written, kept or not. */
  readonly bytes: number
}

const FIRST_ALLOCATION_BYTES = 4096

/**
 * Keeps the first half and the last half of `keepBytes`; what comes after `limitBytes` is counted only, so that what
 * the limit allows is kept from its beginning. One growing buffer: linear until it is full, then its second half goes
 * round as a ring. Bytes are copied in, because a one-byte chunk can hold a 64 KiB read alive.
 */
export function createOutputBuffer(keepBytes: number, limitBytes = Number.POSITIVE_INFINITY): OutputBuffer {
  const headBytes = Math.ceil(keepBytes / 2)
  const ringBytes = keepBytes - headBytes
  let buffer = Buffer.allocUnsafe(Math.min(keepBytes, FIRST_ALLOCATION_BYTES))
  let written = 0
  let seen = 0

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

  function write(bytes: Uint8Array) {
    reserve(Math.min(keepBytes, written + bytes.length))
    const linear = bytes.subarray(0, Math.max(0, Math.min(bytes.length, keepBytes - written)))
    buffer.set(linear, written < keepBytes ? written : 0)
    written += linear.length
    if (linear.length < bytes.length) addToRing(bytes.subarray(linear.length))
  }

  return {
    get bytes() {
      return seen
    },
    add(bytes) {
      write(bytes.subarray(0, Math.max(0, limitBytes - seen)))
      seen += bytes.length
    },
    kept() {
      if (written <= keepBytes)
        return { head: buffer.subarray(0, written), tail: Buffer.alloc(0), bytes: seen }
      const head = buffer.subarray(0, headBytes)
      if (ringBytes === 0) return { head, tail: Buffer.alloc(0), bytes: seen }
      const start = ringPosition()
      const tail = Buffer.concat([buffer.subarray(start, keepBytes), buffer.subarray(headBytes, start)])
      return { head, tail, bytes: seen }
    },
  }
}

export type EncodedOutput = Pick<
  Phase,
  'stdout' | 'stderr' | 'encoding' | 'base64' | 'truncated' | 'omitted' | 'stdoutBytes' | 'stderrBytes'
>

/**
 * Both streams as a result carries them: text, with the bytes beside it of a stream that is not UTF-8. Where we cut (in
 * the middle, or `cutAtEnd` because the program was killed while it wrote) half a character is left out, so that a cut
 * alone never turns text into something else.
 */
export function encodeOutput(stdout: KeptOutput, stderr: KeptOutput, cutAtEnd: boolean): EncodedOutput {
  const out = encodeStream(stdout, cutAtEnd)
  const err = encodeStream(stderr, cutAtEnd)
  const base64 = toPair(out.base64, err.base64)
  const omitted = toPair(out.omitted, err.omitted)
  return {
    stdout: out.text,
    stderr: err.text,
    encoding: 'utf8',
    ...(base64 && { base64 }),
    truncated: { stdout: out.omitted !== undefined, stderr: err.omitted !== undefined },
    ...(omitted && { omitted }),
    stdoutBytes: stdout.bytes,
    stderrBytes: stderr.bytes,
  }
}

interface EncodedStream {
  readonly text: string
  readonly base64: string | undefined
  readonly omitted: Omitted | undefined
}

function encodeStream(kept: KeptOutput, cutAtEnd: boolean): EncodedStream {
  const hasGap = kept.bytes > kept.head.length + kept.tail.length
  const head = hasGap || cutAtEnd ? withoutUnfinished(kept.head) : kept.head
  const whole = kept.tail.subarray(countOrphaned(kept.tail))
  const tail = cutAtEnd ? withoutUnfinished(whole) : whole
  const bytes = kept.bytes - head.length - tail.length
  return {
    text: head.toString() + tail.toString(),
    base64: isUtf8(head) && isUtf8(tail) ? undefined : Buffer.concat([head, tail]).toString('base64'),
    omitted: bytes === 0 ? undefined : { at: head.length, bytes },
  }
}

function toPair<T>(stdout: T | undefined, stderr: T | undefined): { stdout?: T; stderr?: T } | undefined {
  if (stdout === undefined && stderr === undefined) return undefined
  return { ...(stdout === undefined ? {} : { stdout }), ...(stderr === undefined ? {} : { stderr }) }
}

function withoutUnfinished(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length - countUnfinished(bytes))
}
