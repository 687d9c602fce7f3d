import { PassThrough, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import {
  ended,
  rawFrame,
  ready,
  settle,
  spec,
  stdout,
  taken,
  toReady,
  withFakeInit,
} from '../../testing/fake-init.ts'
import { ProtocolError } from './protocol.ts'
import { CellFailure, CellGone, openSession } from './session.ts'

describe('a phase', () => {
  test('gets its output in order and then its end', async () => {
    const cell = withFakeInit()
    cell.says(ready)
    await cell.session.ready
    const end = cell.run()
    await settle()
    cell.says(stdout('a'), stdout('b'), ended(0, 2))
    expect(await end).toMatchObject({ outcome: { kind: 'exited', code: 0 }, stdoutBytes: 2 })
    expect(cell.seen).toEqual(['a', 'b'])
  })

  test('starts behind the files that were asked for before it, each of them whole', async () => {
    const cell = withFakeInit()
    const files = cell.session.writeFiles([
      { path: 'a', content: new Uint8Array(300_000) },
      { path: 'b', content: new Uint8Array(1) },
    ])
    const end = cell.run()
    await files
    await settle()
    expect(cell.sent().map(([type]) => type)).toEqual([1, 1, 1, 2])
    cell.says(ready, ended(0, 0))
    await end
  })

  test('leaves in one write with its files', async () => {
    const writes: number[] = []
    const input = new Writable({
      writev(frames, done) {
        writes.push(frames.length)
        done()
      },
    })
    const session = openSession({ input, output: new PassThrough() })
    await session.writeFiles(['a', 'b'].map((path) => ({ path, content: new Uint8Array(1) })))
    const end = session.runPhase(spec, { onOutput: () => undefined })
    await settle()
    expect(writes).toEqual([3])
    input.destroy()
    await expect(end).rejects.toBeInstanceOf(CellGone)
  })

  test('is refused while another one runs', async () => {
    const cell = withFakeInit()
    const first = cell.run()
    await expect(cell.run()).rejects.toThrow('already runs')
    await settle()
    cell.says(ended(0, 0))
    await first
  })

  test('is killed when its signal aborts, and still says how it ended', async () => {
    const cell = withFakeInit()
    const abort = new AbortController()
    const end = cell.run({}, abort.signal)
    await settle()
    abort.abort()
    await settle()
    expect(cell.sent()).toContainEqual([6, 1])
    cell.says(ended(4, 0))
    expect(await end).toMatchObject({ limit: 'killed' })
  })

  test('is never started when its signal was aborted before', async () => {
    const cell = withFakeInit()
    await expect(cell.run({}, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
    await settle()
    expect(cell.sent()).toEqual([])
  })

  test('that is killed before it was sent is sent and killed, so that its end still comes', async () => {
    const cell = withFakeInit()
    const end = cell.run()
    cell.session.kill('wall')
    await settle()
    expect(cell.sent().map(([type]) => type)).toEqual([2, 6])
    cell.says(ended(1, 0))
    expect(await end).toMatchObject({ limit: 'wall' })
  })
})

describe('a signal', () => {
  test('that is sent before its phase was waits for it, behind files too, and is sent once', async () => {
    const cell = withFakeInit()
    const files = cell.session.writeFiles([{ path: 'a', content: new Uint8Array(1) }])
    const end = cell.run({ terminal: { columns: 80, rows: 24 } })
    cell.session.signal(2)
    cell.session.signal(15)
    cell.session.signal(2)
    cell.session.resize(1, 1)
    void cell.session.writeStdin(new Uint8Array(1))
    expect(cell.sent()).toEqual([])
    await files
    await settle()
    cell.session.signal(2)
    expect(cell.sent().map(([type]) => type)).toEqual([1, 2, 9, 5, 5, 3, 5])
    cell.says(ended(0, 0))
    await end
  })

  test('that comes after the end of a phase is not kept for the next one', async () => {
    const cell = withFakeInit()
    const first = cell.run()
    await settle()
    cell.says(ended(0, 0))
    await first
    cell.session.signal(2)
    const second = cell.run()
    await settle()
    expect(cell.sent().map(([type]) => type)).toEqual([2, 2])
    cell.says(ended(0, 0))
    await second
  })

  test.each([0, 65, 1.5])('of number %s does not exist', (number) => {
    expect(() => withFakeInit().session.signal(number)).toThrow(RangeError)
  })
})

describe('a cell that is gone', () => {
  test('rejects who waits for it, and everything asked afterwards', async () => {
    const cell = withFakeInit()
    const end = cell.run()
    await settle()
    cell.output.end()
    await expect(end).rejects.toBeInstanceOf(CellGone)
    await expect(cell.session.ready).rejects.toBeInstanceOf(CellGone)
    await cell.session.closed
    await expect(cell.run()).rejects.toBeInstanceOf(CellGone)
    await expect(cell.session.writeFile({ path: 'a', content: new Uint8Array(1) })).rejects.toBeInstanceOf(
      CellGone,
    )
    cell.session.exit()
  })

  test('releases a file that waits for room', async () => {
    const input = new PassThrough({ highWaterMark: 1 })
    const session = openSession({ input, output: new PassThrough() })
    const written = session.writeFile({ path: 'a', content: new Uint8Array(10) })
    await settle()
    input.destroy()
    await expect(written).rejects.toBeInstanceOf(CellGone)
  })

  test('because it was told to exit closes without an error', async () => {
    const cell = withFakeInit()
    cell.session.exit()
    await settle()
    expect(cell.sent()).toEqual([[7, 0]])
    await cell.session.closed
  })
})

describe('a cell that lies', () => {
  test.each([
    ['output without a phase', [ready, stdout('x')], false],
    ['a second READY', [ready, ready], false],
    [
      'more output than the limit and its overrun',
      [rawFrame(0x82, Buffer.alloc(65536)), stdout('12345678901')],
      true,
    ],
    ['fewer bytes than it claims', [stdout('x'), ended(0, 2)], true],
    ['more bytes than it claims', [stdout('xy'), ended(0, 1)], true],
    ['a second end', [ended(0, 0), ended(0, 0)], true],
    ['a cancellation nobody asked for', [ended(4, 0)], true],
    ['a wall limit before its time', [ended(1, 0, 999_999)], true],
    ['stdin taken that was not sent', [taken(1)], true],
    ['garbage', [Buffer.alloc(64, 0xee)], true],
  ])('by %s is not spoken with any more', async (_, frames, running) => {
    const cell = withFakeInit()
    const end = running ? cell.run() : undefined
    end?.catch(() => undefined)
    await settle()
    cell.says(...frames)
    await cell.session.closed
    expect(cell.input.destroyed).toBe(true)
    await expect(cell.run()).rejects.toBeInstanceOf(ProtocolError)
  })

  test('because it is of another age is refused in words that say what to do', async () => {
    const cell = withFakeInit()
    cell.says(toReady(1))
    await expect(cell.session.ready).rejects.toThrow(
      'cell init speaks version 1 of the protocol, and this executor 3: build the images again',
    )
    expect(cell.input.destroyed).toBe(true)
  })

  test('keeps draining, so that a shared transport does not stall', async () => {
    const cell = withFakeInit()
    cell.says(Buffer.alloc(64, 0xee))
    await cell.session.closed
    for (let count = 0; count < 100; count++) cell.output.write(Buffer.alloc(65536))
    await expect.poll(() => cell.output.readableLength).toBe(0)
  })

  test('or a listener that throws ends the session instead of the process', async () => {
    const cell = withFakeInit()
    const end = cell.session.runPhase(spec, {
      onOutput: () => {
        throw new Error('listener')
      },
    })
    await settle()
    cell.says(stdout('x'))
    await expect(end).rejects.toThrow('listener')
  })
})

test('an ERROR rejects the running phase with its code and its cause', async () => {
  const cell = withFakeInit()
  const end = cell.run()
  await settle()
  cell.says(
    rawFrame(0x85, Buffer.concat([Buffer.from([0, 2, 0, 0, 0, 28]), Buffer.from('cannot write a file')])),
  )
  await expect(end).rejects.toMatchObject({ name: 'CellFailure', code: 'file', error: 'ENOSPC' })
  await expect(cell.session.writeFile({ path: 'a', content: new Uint8Array(1) })).rejects.toBeInstanceOf(
    CellFailure,
  )
})
