import { expect, test } from 'vitest'
import { createFrameReader, frame, OPCODES, type ReadFrame } from './frames.ts'

/** Server frames are client frames without the mask. */
function unmasked(bytes: Buffer): Buffer {
  const head = bytes.length - 4 < 126 + 2 ? 2 : bytes.length < 65_536 ? 4 : 10
  const copy = Buffer.concat([bytes.subarray(0, head), bytes.subarray(head + 4)])
  copy[1] = (copy[1] ?? 0) & 0x7f
  return copy
}

test.each([0, 125, 126, 65_535, 65_536])('a frame of %i bytes is read as long as it is', (length) => {
  const seen: ReadFrame[] = []
  const read = createFrameReader((one) => seen.push(one))
  read(Buffer.concat([unmasked(frame('text', 'a'.repeat(length))), unmasked(frame('close', 'bc'))]))
  expect(seen.map(({ opcode, length }) => ({ opcode, length }))).toEqual([
    { opcode: OPCODES.text, length },
    { opcode: OPCODES.close, length: 2 },
  ])
})

test('frames that come byte by byte are the same frames', () => {
  const seen: ReadFrame[] = []
  const read = createFrameReader((one) => seen.push(one))
  const bytes = Buffer.concat([unmasked(frame('text', 'a'.repeat(300))), unmasked(frame('ping', 'yes'))])
  for (const byte of bytes) read(Buffer.from([byte]))
  expect(seen.map(({ length }) => length)).toEqual([300, 3])
  expect(seen[1]?.start.toString()).toBe('yes')
})

test('a part of a message does not end it', () => {
  expect(frame('text', 'a', false)[0]).toBe(OPCODES.text)
  expect(frame('text', 'a')[0]).toBe(0x80 | OPCODES.text)
})
