// The frames between an executor and cell init; services/executor/cell/PROTOCOL.md is the authority.
// What comes out of a cell is untrusted: decoding either yields plausible values or throws ProtocolError.

import { isUtf8 } from 'node:buffer'
import { constants } from 'node:os'
import type { KillReason, PhaseEnd, PhaseLimit, PhaseOutcome, PhaseSpec, TerminalSize } from './phase.ts'

export const protocolVersion = 1
export const headerBytes = 5
/** Longest payload of a frame to the cell; a RUN with more arguments than fit is refused before it is sent. */
export const maxHostPayload = 256 * 1024
/** Longest payload of a frame from the cell: one chunk of output or of a file. */
export const maxCellPayload = 64 * 1024
/** Stdin bytes that may be on their way before the cell says that it took some. */
export const stdinWindow = 1024 * 1024
/** Bytes that a cell forwards beyond an output limit, to show that the limit was passed. */
export const outputOverrun = 64 * 1024

/** Longest path of a file, either way, and longest pattern; bytes. */
export const maxPathBytes = 1024
const maxPatterns = 64
const maxTerminalSide = 1000

const hostFrame = {
  file: 0x01,
  run: 0x02,
  stdin: 0x03,
  stdinEnd: 0x04,
  signal: 0x05,
  kill: 0x06,
  exit: 0x07,
  collect: 0x08,
  resize: 0x09,
}
const cellFrame = {
  ready: 0x81,
  stdout: 0x82,
  stderr: 0x83,
  ended: 0x84,
  error: 0x85,
  stdinTaken: 0x86,
  collected: 0x87,
  collectEnded: 0x88,
}

/** The cell sent something that cell init never sends, so it is not to be believed any further. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

export type FailureCode = 'protocol' | 'file' | 'internal'

/** What a cell only sends while a phase runs. */
export type PhaseFrame =
  | { readonly type: 'stdout' | 'stderr'; readonly bytes: Uint8Array }
  | { readonly type: 'ended'; readonly end: PhaseEnd }
  | { readonly type: 'stdinTaken'; readonly bytes: number }

/** A piece of a file; only the first has a path. */
export interface CollectedPiece {
  readonly type: 'collected'
  readonly path: string | undefined
  readonly mode: number
  readonly bytes: Uint8Array
  readonly isLast: boolean
}

export interface CollectEnd {
  readonly type: 'collectEnded'
  readonly files: number
  readonly skipped: number
  readonly bytes: number
}

/** What a cell only sends while files are collected. */
export type CollectFrame = CollectedPiece | CollectEnd

export type CellFrame =
  | PhaseFrame
  | CollectFrame
  | { readonly type: 'ready'; readonly version: number; readonly cgroup: number }
  | { readonly type: 'error'; readonly code: FailureCode; readonly error: string; readonly text: string }

const errnoNames = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))
const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

function frame(type: number, payload: Uint8Array): Buffer {
  if (payload.length > maxHostPayload) throw new RangeError(`a frame of ${payload.length} bytes is too long`)
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

/** One frame of at most maxHostPayload bytes for as much of `bytes` as fits, and so on. */
export function* encodeStdin(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += maxHostPayload)
    yield frame(hostFrame.stdin, bytes.subarray(at, at + maxHostPayload))
}

/** The frames of one file. The cell judges the path; only one that cannot be expressed is a RangeError here. */
export function* encodeFile(path: string, content: Uint8Array, mode: number): Generator<Buffer> {
  const name = Buffer.from(path)
  if (name.length > maxPathBytes)
    throw new RangeError(`the path of a file is longer than ${maxPathBytes} bytes`)
  for (let at = 0, first = true; first || at < content.length; first = false) {
    const head = Buffer.alloc(5 + (first ? name.length : 0))
    const part = content.subarray(at, at + maxHostPayload - head.length)
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

export interface CollectCaps {
  readonly maxFiles: number
  /** Of one file, bytes. */
  readonly maxFileBytes: number
  /** Of all files together, bytes. */
  readonly maxTotalBytes: number
}

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

function exactly(payload: Buffer, length: number, what: string): void {
  if (payload.length !== length) throw new ProtocolError(`${what} has ${payload.length} bytes, not ${length}`)
}

const unknownFigure = 0xffffffffffffffffn

function figure(payload: Buffer, at: number): number | null {
  const value = payload.readBigUInt64BE(at)
  if (value === unknownFigure) return null
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ProtocolError('a figure is beyond belief')
  return Number(value)
}

function knownFigure(payload: Buffer, at: number): number {
  const value = figure(payload, at)
  if (value === null) throw new ProtocolError('a figure that is always known is missing')
  return value
}

function decodeOutcome(kind: number, value: number): PhaseOutcome {
  if (kind === 0 && value <= 255) return { kind: 'exited', code: value }
  if (kind === 1 && value >= 1 && value <= 64)
    return { kind: 'signaled', signal: signalNames.get(value) ?? `SIG${value}` }
  if (kind === 2 && value >= 1 && value <= 4095)
    return { kind: 'spawnFailed', error: errnoNames.get(value) ?? `E${value}` }
  throw new ProtocolError(`outcome ${kind} with value ${value} does not exist`)
}

const phaseLimits: readonly PhaseLimit[] = ['none', 'wall', 'cpu', 'output', 'killed']

function decodeEnded(payload: Buffer): PhaseEnd {
  exactly(payload, 51, 'ENDED')
  const limit = phaseLimits[payload.readUInt8(5)]
  const oomKills = payload.readUInt32BE(30)
  const flags = payload.readUInt8(50)
  if (limit === undefined || flags > 1) throw new ProtocolError('ENDED has an unknown limit or flag')
  return {
    outcome: decodeOutcome(payload.readUInt8(0), payload.readUInt32BE(1)),
    limit,
    wallMicros: knownFigure(payload, 6),
    cpuMicros: figure(payload, 14),
    peakMemoryBytes: figure(payload, 22),
    oomKills: oomKills === 0xffffffff ? null : oomKills,
    stdoutBytes: knownFigure(payload, 34),
    stderrBytes: knownFigure(payload, 42),
    networkUsed: flags === 1,
  }
}

const failureCodes: readonly (FailureCode | undefined)[] = [undefined, 'protocol', 'file', 'internal']

function decodeError(payload: Buffer): CellFrame {
  if (payload.length < 6 || payload.length > 206) throw new ProtocolError('ERROR has an impossible length')
  const code = failureCodes[payload.readUInt16BE(0)]
  const errno = payload.readUInt32BE(2)
  if (code === undefined) throw new ProtocolError('ERROR has an unknown code')
  return {
    type: 'error',
    code,
    error: errnoNames.get(errno) ?? `E${errno}`,
    text: payload.toString('latin1', 6).replaceAll(/[^ -~]/g, '?'),
  }
}

function decodeReady(payload: Buffer): CellFrame {
  exactly(payload, 3, 'READY')
  return { type: 'ready', version: payload.readUInt16BE(0), cgroup: payload.readUInt8(2) }
}

function decodePath(bytes: Buffer): string {
  const path = bytes.toString()
  if (bytes.length > maxPathBytes || !isUtf8(bytes) || path.includes('\0'))
    throw new ProtocolError('a collected file has an impossible path')
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..'))
    throw new ProtocolError('a collected file lies outside of the work folder')
  return path
}

function decodeCollected(payload: Buffer): CollectedPiece {
  if (payload.length < 5) throw new ProtocolError('a short COLLECTED')
  const flags = payload.readUInt8(0)
  const mode = payload.readUInt16BE(1)
  const start = 5 + payload.readUInt16BE(3)
  if (flags > 3 || mode > 0o777 || start > payload.length) throw new ProtocolError('a malformed COLLECTED')
  const isFirst = (flags & 1) !== 0
  if (!isFirst && start !== 5) throw new ProtocolError('a path in the middle of a collected file')
  const path = isFirst ? decodePath(payload.subarray(5, start)) : undefined
  return { type: 'collected', path, mode, bytes: payload.subarray(start), isLast: (flags & 2) !== 0 }
}

function decodeCollectEnded(payload: Buffer): CollectEnd {
  exactly(payload, 16, 'COLLECT_ENDED')
  const [files, skipped] = [payload.readUInt32BE(0), payload.readUInt32BE(4)]
  return { type: 'collectEnded', files, skipped, bytes: knownFigure(payload, 8) }
}

/** Meaning of one whole frame from a cell; throws ProtocolError. Bytes of output and files are views of `payload`. */
export function decodeCellFrame(type: number, payload: Buffer): CellFrame {
  switch (type) {
    case cellFrame.ready:
      return decodeReady(payload)
    case cellFrame.stdout:
    case cellFrame.stderr:
      if (payload.length === 0) throw new ProtocolError('an empty output frame')
      return { type: type === cellFrame.stdout ? 'stdout' : 'stderr', bytes: payload }
    case cellFrame.ended:
      return { type: 'ended', end: decodeEnded(payload) }
    case cellFrame.error:
      return decodeError(payload)
    case cellFrame.stdinTaken:
      exactly(payload, 4, 'STDIN_TAKEN')
      return { type: 'stdinTaken', bytes: payload.readUInt32BE(0) }
    case cellFrame.collected:
      return decodeCollected(payload)
    case cellFrame.collectEnded:
      return decodeCollectEnded(payload)
    default:
      throw new ProtocolError(`unknown frame type ${type}`)
  }
}
