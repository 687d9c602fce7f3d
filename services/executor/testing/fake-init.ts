// The other end of a cell's stream, for tests of the session: frames as cell init sends them, or should not.

import { PassThrough } from 'node:stream'
import type { PhaseSpec } from '../src/cell/phase.ts'
import { protocolVersion } from '../src/cell/protocol.ts'
import { openSession } from '../src/cell/session.ts'

export const spec: PhaseSpec = {
  argv: ['program'],
  env: {},
  limits: {
    wallMs: 1000,
    cpuMs: 1000,
    stdoutBytes: 10,
    stderrBytes: 10,
    fileSizeBytes: 1,
    openFiles: 1,
    stackBytes: 1,
  },
  stdin: 'open',
}

export function rawFrame(type: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(type)
  head.writeUInt32BE(payload.length, 1)
  return Buffer.concat([head, payload])
}

export function toReady(version: number): Buffer {
  return rawFrame(0x81, Uint8Array.of(0, version, 1))
}

export const ready = toReady(protocolVersion)

export const stdout = (text: string) => rawFrame(0x82, Buffer.from(text))
export const taken = (bytes: number) => {
  const payload = Buffer.alloc(4)
  payload.writeUInt32BE(bytes)
  return rawFrame(0x86, payload)
}

export function ended(limit: number, stdoutBytes: number, wallMicros = 5): Buffer {
  const payload = Buffer.alloc(51)
  payload.writeUInt8(limit, 5)
  payload.writeBigUInt64BE(BigInt(wallMicros), 6)
  payload.writeBigUInt64BE(BigInt(stdoutBytes), 34)
  return rawFrame(0x84, payload)
}

/** A session with a cell whose init says what the test says; `sent` collects what the host sent, as [type, length]. */
export function withFakeInit() {
  const input = new PassThrough({ highWaterMark: 2 ** 24 })
  const output = new PassThrough()
  const session = openSession({ input, output })
  const says = (...frames: Buffer[]) => output.write(Buffer.concat(frames))
  const sent = () => {
    // Also what has not left yet, because more may be said at once.
    input.uncork()
    const bytes: Buffer = input.read() ?? Buffer.alloc(0)
    const frames: [number, number][] = []
    for (let at = 0; at < bytes.length; at += 5 + bytes.readUInt32BE(at + 1))
      frames.push([bytes.readUInt8(at), bytes.readUInt32BE(at + 1)])
    return frames
  }
  const run = (own: Partial<PhaseSpec> = {}, signal?: AbortSignal) =>
    session.runPhase(
      { ...spec, ...own },
      { onOutput: (_, bytes) => seen.push(Buffer.from(bytes).toString()), ...(signal ? { signal } : {}) },
    )
  const seen: string[] = []
  return { session, says, sent, run, seen, input, output }
}

export const settle = () => new Promise((resolve) => setImmediate(resolve))

/** A piece of a collected file; flags are 1 for its first and 2 for its last piece. */
export function collected(flags: number, path: string | Uint8Array, content: string, mode = 0o644): Buffer {
  const name = Buffer.from(path)
  const head = Buffer.alloc(5)
  head.writeUInt8(flags, 0)
  head.writeUInt16BE(mode, 1)
  head.writeUInt16BE(name.length, 3)
  return rawFrame(0x87, Buffer.concat([head, name, Buffer.from(content)]))
}

/** A file that was left out; reasons count from 1. */
export function leftOut(reason: number, path: string, sizeBytes = 0): Buffer {
  const head = Buffer.alloc(9)
  head.writeUInt8(reason, 0)
  head.writeBigUInt64BE(BigInt(sizeBytes), 1)
  return rawFrame(0x89, Buffer.concat([head, Buffer.from(path)]))
}

export function collectEnded(files: number, skipped: number, bytes: number, matched = 0n): Buffer {
  const payload = Buffer.alloc(24)
  payload.writeUInt32BE(files, 0)
  payload.writeUInt32BE(skipped, 4)
  payload.writeBigUInt64BE(BigInt(bytes), 8)
  payload.writeBigUInt64BE(matched, 16)
  return rawFrame(0x88, payload)
}
