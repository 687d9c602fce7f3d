import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutputKeeper, encodeOutput } from './output.ts'

const NOTHING = createOutputKeeper(1).kept()

function keep(keepBytes: number, chunks: Uint8Array[]) {
  const keeper = createOutputKeeper(keepBytes)
  for (const chunk of chunks) keeper.add(chunk)
  return keeper
}

test('a stream of any size in any chunks keeps its first half and its last half, and counts every byte', () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), chunks, (keepBytes, parts) => {
      const all = Buffer.concat(parts)
      const keeper = keep(keepBytes, parts)
      const { head, tail, truncated } = keeper.kept()
      expect(keeper.bytes).toBe(all.length)
      expect(truncated).toBe(all.length > keepBytes)
      if (!truncated) {
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

test('a chunk larger than everything that is kept leaves its own end as the tail', () => {
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251))
  const { head, tail } = keep(10, [bytes.subarray(0, 3), bytes.subarray(3)]).kept()
  expect(head).toEqual(bytes.subarray(0, 5))
  expect(tail).toEqual(bytes.subarray(995))
})

test('what was added can be overwritten by its owner without changing what is kept', () => {
  const chunk = Buffer.from('abc')
  const keeper = keep(10, [chunk])
  chunk.fill(0)
  expect(keeper.kept().head.toString()).toBe('abc')
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

test('output that ends in half a character is base64, unless we killed the program while it wrote', () => {
  const half = keep(10, [Buffer.from('é').subarray(0, 1)]).kept()
  expect(encodeOutput(half, NOTHING, false)).toMatchObject({ encoding: 'base64', stdout: 'ww==' })
  expect(encodeOutput(half, NOTHING, true)).toMatchObject({ encoding: 'utf8', stdout: '' })
})

test('when one stream is not UTF-8 both are base64, with every kept byte', () => {
  const binary = keep(10, [Uint8Array.of(0xff, 0)]).kept()
  const text = keep(10, [Buffer.from('é')]).kept()
  expect(encodeOutput(binary, text, false)).toEqual({ encoding: 'base64', stdout: '/wA=', stderr: 'w6k=' })
})

test('a byte order mark and NUL bytes are the program’s own and stay', () => {
  const kept = keep(20, [Buffer.from('\uFEFFa\0b')]).kept()
  expect(encodeOutput(kept, NOTHING, false).stdout).toBe('\uFEFFa\0b')
})
