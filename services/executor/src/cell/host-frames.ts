// What the host says to a cell, as bytes. A RangeError is about something that the protocol cannot carry.

import type { CollectCaps } from './files.ts'
import type { KillReason, PhaseSpec, TerminalSize } from './phase.ts'
import { headerBytes, hostFrame, maxHostPayloadBytes, maxPathBytes } from './protocol.ts'

const maxPatterns = 64
const maxTerminalSide = 1000

function frame(type: number, payload: Uint8Array): Buffer {
  if (payload.length > maxHostPayloadBytes)
    throw new RangeError(`a frame of ${payload.length} bytes is too long`)
  const bytes = Buffer.allocUnsafe(headerBytes + payload.length)
  bytes.writeUInt8(type, 0)
  bytes.writeUInt32BE(payload.length, 1)
  bytes.set(payload, headerBytes)
  return bytes
}

const nothing = new Uint8Array(0)
export const encodeStdinEnd = (): Buffer => frame(hostFrame.stdinEnd, nothing)
export const encodeExit = (): Buffer => frame(hostFrame.exit, nothing)
export const encodeSignal = (signal: number): Buffer => frame(hostFrame.signal, Uint8Array.of(signal))

const killReasons: Record<KillReason, number> = { wall: 0, cancelled: 1, output: 2 }
export const encodeKill = (reason: KillReason): Buffer =>
  frame(hostFrame.kill, Uint8Array.of(killReasons[reason]))

function terminalSide(value: number): number {
  if (!Number.isInteger(value) || value < 1 || value > maxTerminalSide)
    throw new RangeError(`a terminal cannot be ${value} wide or high, only 1 to ${maxTerminalSide}`)
  return value
}

function terminalSize({ columns, rows }: TerminalSize): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16BE(terminalSide(columns), 0)
  bytes.writeUInt16BE(terminalSide(rows), 2)
  return bytes
}

/** Throws RangeError for a size that no terminal can have. */
export const encodeResize = (size: TerminalSize): Buffer => frame(hostFrame.resize, terminalSize(size))

/** One frame of at most maxHostPayloadBytes bytes for as much of `bytes` as fits, and so on. */
export function* encodeStdin(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += maxHostPayloadBytes)
    yield frame(hostFrame.stdin, bytes.subarray(at, at + maxHostPayloadBytes))
}

/** The frames of one file. The cell judges the path; only one that cannot be expressed is a RangeError here. */
export function* encodeFile(path: string, content: Uint8Array, mode: number): Generator<Buffer> {
  const name = Buffer.from(path)
  if (name.length > maxPathBytes)
    throw new RangeError(`the path of a file is longer than ${maxPathBytes} bytes`)
  for (let at = 0, first = true; first || at < content.length; first = false) {
    const head = Buffer.alloc(5 + (first ? name.length : 0))
    const part = content.subarray(at, at + maxHostPayloadBytes - head.length)
    at += part.length
    head.writeUInt8((first ? 1 : 0) | (at === content.length ? 2 : 0), 0)
    head.writeUInt16BE(mode & 0o777, 1)
    if (first) {
      head.writeUInt16BE(name.length, 3)
      head.set(name, 5)
    }
    yield frame(hostFrame.file, Buffer.concat([head, part]))
  }
}

function positive(value: number, most: number): number {
  if (!Number.isSafeInteger(value) || value < 1 || value > most)
    throw new RangeError(`limit ${value} is not an integer between 1 and ${most}`)
  return value
}

/** Throws RangeError for a spec the protocol cannot carry: a limit out of range, a NUL, too much text. */
export function encodeRun(spec: PhaseSpec): Buffer {
  const { limits } = spec
  const environment = Object.entries(spec.env).map(([name, value]) => `${name}=${value}`)
  const strings = [spec.cwd ?? '', ...spec.argv, ...environment]
  if (spec.argv.length === 0 || strings.length > 8192) throw new RangeError('no program, or too many strings')
  if (strings.some((text) => text.includes('\0'))) throw new RangeError('a string contains NUL')
  const head = Buffer.alloc(49)
  head.writeUInt8((spec.stdin === 'open' ? 1 : 0) | (spec.terminal ? 2 : 0), 0)
  head.writeUInt32BE(positive(limits.wallMs, 0xffffffff), 1)
  head.writeUInt32BE(positive(limits.cpuMs, 0xffffffff), 5)
  head.writeBigUInt64BE(BigInt(positive(limits.stdoutBytes, Number.MAX_SAFE_INTEGER)), 9)
  head.writeBigUInt64BE(BigInt(positive(limits.stderrBytes, Number.MAX_SAFE_INTEGER)), 17)
  head.writeBigUInt64BE(BigInt(positive(limits.fileSizeBytes, Number.MAX_SAFE_INTEGER)), 25)
  head.writeBigUInt64BE(BigInt(positive(limits.stackBytes, Number.MAX_SAFE_INTEGER)), 33)
  head.writeUInt32BE(positive(limits.openFiles, 0xffffffff), 41)
  head.writeUInt16BE(spec.argv.length, 45)
  head.writeUInt16BE(environment.length, 47)
  const size = spec.terminal ? terminalSize(spec.terminal) : nothing
  return frame(hostFrame.run, Buffer.concat([head, size, toStrings(strings)]))
}

const toStrings = (strings: readonly string[]) => Buffer.from(strings.map((text) => `${text}\0`).join(''))

/** Throws RangeError for patterns or caps that the protocol cannot carry. */
export function encodeCollect(patterns: readonly string[], caps: CollectCaps): Buffer {
  if (patterns.length === 0 || patterns.length > maxPatterns)
    throw new RangeError(`files are collected by 1 to ${maxPatterns} patterns, not ${patterns.length}`)
  if (patterns.some((text) => text.includes('\0') || Buffer.byteLength(text) > maxPathBytes))
    throw new RangeError(`a pattern contains NUL or is longer than ${maxPathBytes} bytes`)
  const head = Buffer.alloc(22)
  head.writeUInt32BE(positive(caps.maxFiles, 0xffffffff), 0)
  head.writeBigUInt64BE(BigInt(positive(caps.maxFileBytes, Number.MAX_SAFE_INTEGER)), 4)
  head.writeBigUInt64BE(BigInt(positive(caps.maxTotalBytes, Number.MAX_SAFE_INTEGER)), 12)
  head.writeUInt16BE(patterns.length, 20)
  return frame(hostFrame.collect, Buffer.concat([head, toStrings(patterns)]))
}
