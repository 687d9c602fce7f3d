import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutputBuffer, encodeOutput } from './output.ts'

const NOTHING = createOutputBuffer(1).kept()

function keep(keepBytes: number, chunks: Uint8Array[], limitBytes?: number) {
  const buffer = createOutputBuffer(keepBytes, limitBytes)
  for (const chunk of chunks) buffer.add(chunk)
  return buffer
}

const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 })

test('a stream of any size in any chunks keeps its first half and its last half, and counts every byte', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), chunks, (keepBytes, parts) => {
      const all = Buffer.concat(parts)
      const { head, tail, bytes } = keep(keepBytes, parts).kept()
      expect(bytes).toBe(all.length)
      if (all.length <= keepBytes) {
        expect(Buffer.concat([head, tail])).toEqual(all)
        return
      }
      const headBytes = Math.ceil(keepBytes / 2)
      expect(head).toEqual(all.subarray(0, headBytes))
      expect(tail).toEqual(all.subarray(all.length - (keepBytes - headBytes)))
    }),
    { numRuns: 500 },
  )
})

test('what is over the limit is counted, and all up to it is kept when there is room for that', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(50), chunks, (limit, room, parts) => {
      const all = Buffer.concat(parts)
      const { head, tail, bytes } = keep(limit + room, parts, limit).kept()
      expect(bytes).toBe(all.length)
      expect(tail).toHaveLength(0)
      expect(head).toEqual(all.subarray(0, limit))
    }),
  )
})

/**
 * The bytes of a stream as whoever reads a result puts them together: what stands before the gap, and what stands
 * behind it.
 */
function readKept(encoded: ReturnType<typeof encodeOutput>) {
  const raw = encoded.base64?.stdout
  const bytes = raw === undefined ? Buffer.from(encoded.stdout) : Buffer.from(raw, 'base64')
  const gap = encoded.omitted?.stdout
  const at = gap?.at ?? bytes.length
  return { before: bytes.subarray(0, at), behind: bytes.subarray(at), omitted: gap?.bytes ?? 0 }
}

test('what stands before the gap, the gap and what stands behind it are together all that was written, whatever it was', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 100 }).map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 120 }), (written, keepBytes) => {
      const all = Buffer.from(written)
      const encoded = encodeOutput(keep(keepBytes, [all]).kept(), NOTHING, false)
      const { before, behind, omitted } = readKept(encoded)
      expect(before.length + omitted + behind.length).toBe(all.length)
      expect(before).toEqual(all.subarray(0, before.length))
      expect(behind).toEqual(all.subarray(all.length - behind.length))
      expect(before.length + behind.length).toBeGreaterThanOrEqual(Math.min(all.length, keepBytes - 6))
      expect(encoded.truncated).toEqual({ stdout: omitted > 0, stderr: false })
      expect(encoded).toMatchObject({ encoding: 'utf8', stdoutBytes: all.length })
    }),
    { numRuns: 1000 },
  )
})

test('a chunk larger than everything that is kept leaves its own end as the tail', () => {
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251))
  const { head, tail } = keep(10, [bytes.subarray(0, 3), bytes.subarray(3)]).kept()
  expect(head).toEqual(bytes.subarray(0, 5))
  expect(tail).toEqual(bytes.subarray(995))
})

test('what was added can be overwritten by its owner without changing what is kept', () => {
  const chunk = Buffer.from('abc')
  const buffer = keep(10, [chunk])
  chunk.fill(0)
  expect(buffer.kept().head.toString()).toBe('abc')
})

test('text cut in the middle stays text, and only loses the characters that were cut', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.integer({ min: 2, max: 60 }),
      (text, keepBytes) => {
        const bytes = Buffer.from(text)
        const kept = keep(keepBytes, [bytes]).kept()
        const { stdout, encoding } = encodeOutput(kept, NOTHING, false)
        expect(encoding).toBe('utf8')
        expect(stdout).not.toContain('\uFFFD')
        if (bytes.length <= keepBytes) expect(stdout).toBe(text)
        else expect(Buffer.byteLength(stdout)).toBeGreaterThanOrEqual(keepBytes - 6)
      },
    ),
    { numRuns: 500 },
  )
})

test('output that ends in half a character is no text, unless we killed the program while it wrote', () => {
  const half = keep(10, [Buffer.from('aé').subarray(0, 2)]).kept()
  expect(encodeOutput(half, NOTHING, false)).toMatchObject({ stdout: 'a\uFFFD', base64: { stdout: 'YcM=' } })
  const killed = encodeOutput(half, NOTHING, true)
  expect(killed).toMatchObject({ stdout: 'a', omitted: { stdout: { at: 1, bytes: 1 } } })
  expect(killed.base64).toBeUndefined()
})

test('a stream that is not UTF-8 is still to be read, has its bytes beside it, and leaves the other one alone', () => {
  const binary = keep(20, [Buffer.from('line é\n'), Uint8Array.of(0xff, 0x0a)]).kept()
  const text = keep(10, [Buffer.from('bye é')]).kept()
  expect(encodeOutput(binary, text, false)).toMatchObject({
    ...{ encoding: 'utf8', stdout: 'line é\n\uFFFD\n', stderr: 'bye é' },
    base64: { stdout: Buffer.from([...Buffer.from('line é\n'), 0xff, 0x0a]).toString('base64') },
  })
  expect(encodeOutput(text, binary, false).base64).toEqual({ stderr: expect.any(String) })
})

test('a byte order mark and NUL bytes are the program’s own and stay', () => {
  const kept = keep(20, [Buffer.from('\uFEFFa\0b')]).kept()
  expect(encodeOutput(kept, NOTHING, false).stdout).toBe('\uFEFFa\0b')
})
