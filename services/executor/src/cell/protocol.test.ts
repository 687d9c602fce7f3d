import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameParser } from './frame-parser.ts'
import {
  encodeCollect,
  encodeFile,
  encodeKill,
  encodeResize,
  encodeRun,
  encodeSignal,
  encodeStdin,
} from './host-frames.ts'
import type { PhaseSpec } from './phase.ts'
import { type CellFrame, maxCellPayloadBytes, maxHostPayloadBytes, ProtocolError } from './protocol.ts'

const spec: PhaseSpec = {
  argv: ['sh', '-c', 'ü'],
  env: { A: 'b' },
  cwd: 'in',
  limits: {
    wallMs: 1,
    cpuMs: 2,
    stdoutBytes: 3,
    stderrBytes: 4,
    fileSizeBytes: 5,
    openFiles: 6,
    stackBytes: 2 ** 40,
  },
  stdin: 'open',
}

function rawFrame(type: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(type)
  head.writeUInt32BE(payload.length, 1)
  return Buffer.concat([head, payload])
}

/** An ENDED payload whose fields a test may overwrite. */
function ended(change: (payload: Buffer) => void = () => undefined): Buffer {
  const payload = Buffer.alloc(51)
  payload.writeUInt32BE(7, 1)
  payload.writeBigUInt64BE(1500n, 6)
  payload.fill(0xff, 14, 34)
  change(payload)
  return rawFrame(0x84, payload)
}

function parse(bytes: Buffer, cuts: readonly number[] = []): CellFrame[] {
  const parser = new FrameParser()
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return edges
    .slice(1)
    .flatMap((edge, index) => [...parser.push(bytes.subarray(edges[index], edge))])
    .map(copied)
}

const copied = (frame: CellFrame): CellFrame =>
  frame.type === 'stdout' || frame.type === 'stderr' ? { ...frame, bytes: Buffer.from(frame.bytes) } : frame

describe('frames to the cell', () => {
  test('a RUN is laid out as PROTOCOL.md says', () => {
    expect(encodeRun(spec).toString('hex')).toBe(
      [
        '02',
        '00000041',
        '01',
        '00000001',
        '00000002',
        '0000000000000003',
        '0000000000000004',
        '0000000000000005',
        '0000010000000000',
        '00000006',
        '0003',
        '0001',
        Buffer.from('in\0sh\0-c\0ü\0A=b\0').toString('hex'),
      ].join(''),
    )
  })

  test('a RUN on a terminal has its size in front of its strings', () => {
    const run = encodeRun({ ...spec, terminal: { columns: 300, rows: 24 } })
    expect(run[5]).toBe(3)
    expect(run.subarray(54, 58).toString('hex')).toBe('012c0018')
    expect(run.subarray(58)).toEqual(encodeRun(spec).subarray(54))
  })

  test('a new size and a COLLECT are laid out as PROTOCOL.md says', () => {
    expect(encodeResize({ columns: 1000, rows: 1 }).toString('hex')).toBe('090000000403e80001')
    const caps = { maxFiles: 1, maxFileBytes: 2, maxTotalBytes: 2 ** 40 }
    expect(encodeCollect(['*', 'ü'], caps).toString('hex')).toBe(
      ['08', '0000001b', '00000001', '0000000000000002', '0000010000000000', '0002', '2a00', 'c3bc00'].join(
        '',
      ),
    )
  })

  test('a file begins with its path and ends with its last piece, and an empty one is a single frame', () => {
    const [only, ...more] = [...encodeFile('a/b', new Uint8Array(0), 0o755)]
    expect(only?.toString('hex')).toBe('010000000803' + '01ed' + '0003' + '612f62')
    expect(more).toEqual([])
    const pieces = [...encodeFile('x', new Uint8Array(maxHostPayloadBytes * 2), 0o644)]
    expect(pieces.map((piece) => piece[5])).toEqual([1, 0, 2])
    expect(pieces.every((piece) => piece.length <= maxHostPayloadBytes + 5)).toBe(true)
  })

  test('a killed phase, a signal and stdin are one frame each', () => {
    expect(encodeKill('cancelled').toString('hex')).toBe('060000000101')
    expect(encodeSignal(15).toString('hex')).toBe('05000000010f')
    expect([...encodeStdin(Buffer.from('hi'))].map((frame) => frame.toString('hex'))).toEqual([
      '03000000026869',
    ])
  })

  test.each([
    ['no program', { argv: [] }],
    ['a NUL in an argument', { argv: ['a\0b'] }],
    ['a NUL in the environment', { env: { A: '\0' } }],
    ['a limit of zero', { limits: { ...spec.limits, wallMs: 0 } }],
    ['a fractional limit', { limits: { ...spec.limits, stackBytes: 1.5 } }],
    ['a limit past 32 bits', { limits: { ...spec.limits, cpuMs: 2 ** 32 } }],
    ['a terminal without width', { terminal: { columns: 0, rows: 1 } }],
    ['a terminal that is too high', { terminal: { columns: 1, rows: 1001 } }],
    ['more text than a frame holds', { argv: ['x'.repeat(maxHostPayloadBytes)] }],
  ])('%s is refused before anything is sent', (_, change: Partial<PhaseSpec>) => {
    expect(() => encodeRun({ ...spec, ...change })).toThrow(RangeError)
  })
})

describe('frames from the cell', () => {
  test('an ENDED without figures says null, not zero', () => {
    expect(parse(ended())).toEqual([
      {
        type: 'ended',
        end: {
          outcome: { kind: 'exited', code: 7 },
          limit: 'none',
          wallMicros: 1500,
          cpuMicros: null,
          peakMemoryBytes: null,
          oomKills: null,
          stdoutBytes: 0,
          stderrBytes: 0,
          networkUsed: false,
          forksRefused: false,
        },
      },
    ])
  })

  test.each([
    [1, { networkUsed: true, forksRefused: false }],
    [2, { networkUsed: false, forksRefused: true }],
    [3, { networkUsed: true, forksRefused: true }],
  ])('an ENDED with flags %i says what they are', (flags, end) => {
    expect(parse(ended((payload) => payload.writeUInt8(flags, 50)))).toMatchObject([{ end }])
  })

  test('signals and errors carry their names', () => {
    const signaled = ended((payload) => {
      payload.writeUInt8(1, 0)
      payload.writeUInt32BE(11, 1)
    })
    const aborted = ended((payload) => {
      payload.writeUInt8(1, 0)
      payload.writeUInt32BE(6, 1)
    })
    const unborn = ended((payload) => {
      payload.writeUInt8(2, 0)
      payload.writeUInt32BE(2, 1)
    })
    expect(parse(signaled)).toMatchObject([{ end: { outcome: { kind: 'signaled', signal: 'SIGSEGV' } } }])
    // Not SIGIOT, which is another name of the same number.
    expect(parse(aborted)).toMatchObject([{ end: { outcome: { kind: 'signaled', signal: 'SIGABRT' } } }])
    expect(parse(unborn)).toMatchObject([{ end: { outcome: { kind: 'spawnFailed', error: 'ENOENT' } } }])
  })

  test.each([
    ['an exit code of 256', ended((p) => p.writeUInt32BE(256, 1))],
    ['a signal 0', ended((p) => p.writeUInt8(1, 0) && p.writeUInt32BE(0, 1))],
    ['an unknown outcome', ended((p) => p.writeUInt8(3, 0))],
    ['an unknown limit', ended((p) => p.writeUInt8(5, 5))],
    ['a wall time that is unknown', ended((p) => p.fill(0xff, 6, 14))],
    ['a figure beyond doubles', ended((p) => p.writeBigUInt64BE(2n ** 60n, 34))],
    ['an unknown flag', ended((p) => p.writeUInt8(4, 50))],
    ['a short ENDED', rawFrame(0x84, Buffer.alloc(50))],
    ['an empty output frame', rawFrame(0x82, Buffer.alloc(0))],
    ['a frame type of the host', rawFrame(0x02, Buffer.alloc(1))],
    ['an unknown frame type', rawFrame(0x89, Buffer.alloc(1))],
    ['a short COLLECTED', rawFrame(0x87, Buffer.alloc(4))],
    ['a COLLECTED with an unknown flag', rawFrame(0x87, Buffer.from('0400000000', 'hex'))],
    ['a COLLECTED with a setuid mode', rawFrame(0x87, Buffer.from('03080000016161', 'hex'))],
    ['a COLLECTED whose path ends behind it', rawFrame(0x87, Buffer.from('030000000261', 'hex'))],
    ['a COLLECTED with a path in its middle', rawFrame(0x87, Buffer.from('020000000161', 'hex'))],
    ['a long COLLECT_ENDED', rawFrame(0x88, Buffer.alloc(25))],
    ['a COLLECT_ENDED beyond doubles', rawFrame(0x88, Buffer.alloc(24, 0xff))],
    ['a frame one byte too long', rawFrame(0x82, Buffer.alloc(maxCellPayloadBytes + 1))],
    ['an ERROR with an endless text', rawFrame(0x85, Buffer.alloc(207, 1))],
  ])('%s is a ProtocolError, and so is all that follows', (_, bytes) => {
    const parser = new FrameParser()
    expect(() => [...parser.push(bytes)]).toThrow(ProtocolError)
    expect(() => [...parser.push(ended())]).toThrow(ProtocolError)
  })

  test('the text of an ERROR cannot smuggle control characters into a log', () => {
    const payload = Buffer.concat([Buffer.from([0, 2, 0, 0, 0, 28]), Buffer.from('disk\n\x1b[31mü')])
    expect(parse(rawFrame(0x85, payload))).toEqual([
      { type: 'error', code: 'file', error: 'ENOSPC', text: 'disk??[31m??' },
    ])
  })
})

describe('whatever the transport does', () => {
  const output = fc.record({
    type: fc.constantFrom(0x82, 0x83),
    payload: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  })

  test('frames come out the same however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(output, { maxLength: 8 }), fc.array(fc.nat(3000)), (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(({ type, payload }) => rawFrame(type, payload)))
        expect(parse(bytes, cuts)).toEqual(
          frames.map(({ type, payload }) => ({
            type: type === 0x82 ? 'stdout' : 'stderr',
            bytes: Buffer.from(payload),
          })),
        )
      }),
    )
  })

  test('the longest frame survives byte by byte', () => {
    const bytes = rawFrame(0x82, Buffer.alloc(maxCellPayloadBytes, 7))
    const parser = new FrameParser()
    const frames = Array.from(bytes, (_, at) => [...parser.push(bytes.subarray(at, at + 1))]).flat()
    expect(frames).toEqual([{ type: 'stdout', bytes: Buffer.alloc(maxCellPayloadBytes, 7) }])
  })

  test('garbage is a ProtocolError or valid frames, never anything else', () => {
    const likely = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .tuple(fc.integer({ min: 0x80, max: 0x8a }), fc.uint8Array({ maxLength: 60 }))
        .map(([type, payload]) => rawFrame(type, payload)),
    )
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 6 }), fc.array(fc.nat(2000)), (parts, cuts) => {
        try {
          parse(Buffer.concat(parts), cuts)
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('an unfinished frame does not hold on to the buffers of the transport', () => {
    const parser = new FrameParser()
    const bytes = rawFrame(0x82, Buffer.from('hello'))
    for (let at = 0; at < bytes.length - 1; at++) {
      const chunk = Buffer.from(bytes.subarray(at, at + 1))
      expect([...parser.push(chunk)]).toEqual([])
      chunk.fill(0xee)
    }
    expect([...parser.push(bytes.subarray(-1))]).toEqual([{ type: 'stdout', bytes: Buffer.from('hello') }])
  })
})
