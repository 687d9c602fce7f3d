import { describe, expect, test } from 'vitest'
import { ended, rawFrame, settle, taken, withFakeInit } from '../../testing/fake-init.ts'
import { ProtocolError, stdinWindowBytes } from './protocol.ts'

describe('a terminal', () => {
  const terminal = { columns: 80, rows: 24 }

  test('that is resized before its phase was sent is resized right behind it', async () => {
    const cell = withFakeInit()
    const end = cell.run({ terminal })
    cell.session.resize(1, 1)
    cell.session.resize(1000, 1000)
    await settle()
    cell.session.resize(2, 2)
    expect(cell.sent()).toEqual([
      [2, 62],
      [9, 4],
      [9, 4],
    ])
    cell.says(ended(0, 0))
    await end
    cell.session.resize(3, 3)
    expect(cell.sent()).toEqual([])
  })

  test('that is not there is not resized, and no size is impossible', async () => {
    const cell = withFakeInit()
    const end = cell.run()
    await settle()
    cell.session.resize(80, 24)
    for (const side of [0, 1001, 1.5, Number.NaN])
      expect(() => cell.session.resize(side, 1)).toThrow(RangeError)
    expect(cell.sent().map(([type]) => type)).toEqual([2])
    cell.says(ended(0, 0))
    await end
  })

  test('has no stderr, and a cell that says so is not believed', async () => {
    const cell = withFakeInit()
    const end = cell.run({ terminal })
    await settle()
    cell.says(rawFrame(0x83, Buffer.from('x')))
    await expect(end).rejects.toBeInstanceOf(ProtocolError)
  })
})

describe('stdin', () => {
  test('never has more than the window on its way, and its end comes last', async () => {
    const cell = withFakeInit()
    const end = cell.run()
    const written = cell.session.writeStdin(new Uint8Array(stdinWindowBytes + 10))
    cell.session.endStdin()
    await settle()
    const bytes = (frames: [number, number][]) =>
      frames.reduce((sum, [type, length]) => (type === 3 ? sum + length : sum), 0)
    expect(bytes(cell.sent())).toBe(stdinWindowBytes)
    cell.says(taken(stdinWindowBytes / 4))
    await written
    expect(cell.sent()).toEqual([
      [3, 10],
      [4, 0],
    ])
    cell.says(ended(0, 0))
    await end
  })

  test('that nobody will read any more does not keep its writer waiting', async () => {
    const cell = withFakeInit()
    const end = cell.run()
    const written = cell.session.writeStdin(new Uint8Array(stdinWindowBytes * 2))
    await settle()
    cell.says(ended(0, 0))
    await end
    await expect(written).resolves.toBeUndefined()
    await expect(cell.session.writeStdin(new Uint8Array(1))).resolves.toBeUndefined()
  })

  test('of a phase without stdin is dropped', async () => {
    const cell = withFakeInit()
    const end = cell.run({ stdin: 'none' })
    await cell.session.writeStdin(new Uint8Array(5))
    cell.session.endStdin()
    await settle()
    expect(cell.sent().map(([type]) => type)).toEqual([2])
    cell.says(ended(0, 0))
    await end
  })
})
