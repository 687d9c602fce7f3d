import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFrameReader, demux } from './demux.ts'

function frame(kind: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt8(kind, 0)
  header.writeUInt32BE(payload.length, 4)
  return Buffer.concat([header, payload])
}

const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 30 })), { maxLength: 10 })

test('frames cut anywhere give each stream its bytes in order', () => {
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 20 }), (all, step) => {
      const wire = Buffer.concat(all.map(([kind, payload]) => frame(kind, payload)))
      const seen: Record<number, Buffer[]> = { 1: [], 2: [] }
      const take = createFrameReader((kind, bytes) => seen[kind]?.push(Buffer.from(bytes)))
      for (let at = 0; at < wire.length; at += step)
        expect(take(wire.subarray(at, at + step))).toBeUndefined()
      for (const kind of [1, 2]) {
        const sent = all.filter(([one]) => one === kind).map(([, payload]) => payload)
        expect(Buffer.concat(seen[kind] ?? [])).toEqual(Buffer.concat(sent))
      }
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['a kind that a container cannot have', frame(3, Buffer.from('x'))],
  ['a frame longer than any the engine makes', Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])],
])('%s ends the stream instead of being believed', async (_name, wire) => {
  const source = new PassThrough()
  const output = demux(source, () => undefined)
  output.resume()
  const failed = new Promise((resolve) => output.once('error', resolve))
  source.write(wire)
  expect(await failed).toMatchObject({ message: 'the engine broke its framing' })
  expect(source.destroyed).toBe(true)
})

test('stderr goes its own way, and the end of the connection is the end of the output', async () => {
  const source = new PassThrough()
  const log: string[] = []
  const output = demux(source, (bytes) => log.push(bytes.toString()))
  source.end(Buffer.concat([frame(1, Buffer.from('out')), frame(2, Buffer.from('log'))]))
  expect(Buffer.concat(await output.toArray()).toString()).toBe('out')
  expect(log).toEqual(['log'])
})

test('while nobody takes the output, the engine is not read on', async () => {
  const source = new PassThrough({ highWaterMark: 1024 })
  const output = demux(source, () => undefined)
  let accepted = true
  for (let n = 0; n < 100 && accepted; n += 1) {
    accepted = source.write(frame(1, Buffer.alloc(16 * 1024)))
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(accepted).toBe(false)
  expect(output.readableLength).toBeLessThan(256 * 1024)
})
