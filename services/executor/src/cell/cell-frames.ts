// What comes out of a cell is untrusted: decoding either yields plausible values or throws ProtocolError.

import { isUtf8 } from 'node:buffer'
import { constants } from 'node:os'
import type { PhaseEnd, PhaseLimit, PhaseOutcome } from './phase.ts'
import {
  type CellFrame,
  type CollectEnd,
  type CollectedPiece,
  cellFrame,
  type FailureCode,
  leftOutReasons,
  maxPathBytes,
  ProtocolError,
} from './protocol.ts'

const errnoNames = toNames(constants.errno)
const signalNames = toNames(constants.signals)

/** A number with several names (SIGABRT, SIGIOT) is called by the first, which is the usual one. */
function toNames(numbers: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(
    Object.entries(numbers)
      .reverse()
      .map(([name, number]) => [number, name]),
  )
}

function exactly(payload: Buffer, length: number, what: string): void {
  if (payload.length !== length) throw new ProtocolError(`${what} has ${payload.length} bytes, not ${length}`)
}

const unknownCount = 0xffffffffffffffffn

function readCount(payload: Buffer, at: number): number | null {
  const value = payload.readBigUInt64BE(at)
  if (value === unknownCount) return null
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ProtocolError('a count is beyond belief')
  return Number(value)
}

function readKnownCount(payload: Buffer, at: number): number {
  const value = readCount(payload, at)
  if (value === null) throw new ProtocolError('a count that is always known is missing')
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
  if (limit === undefined || flags > 3) throw new ProtocolError('ENDED has an unknown limit or flag')
  return {
    outcome: decodeOutcome(payload.readUInt8(0), payload.readUInt32BE(1)),
    limit,
    wallMicros: readKnownCount(payload, 6),
    cpuMicros: readCount(payload, 14),
    peakMemoryBytes: readCount(payload, 22),
    oomKills: oomKills === 0xffffffff ? null : oomKills,
    stdoutBytes: readKnownCount(payload, 34),
    stderrBytes: readKnownCount(payload, 42),
    networkUsed: (flags & 1) !== 0,
    forksRefused: (flags & 2) !== 0,
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
  exactly(payload, 24, 'COLLECT_ENDED')
  const [files, skipped] = [payload.readUInt32BE(0), payload.readUInt32BE(4)]
  const matched = payload.readBigUInt64BE(16)
  return { type: 'collectEnded', files, skipped, bytes: readKnownCount(payload, 8), matched }
}

function decodeLeftOut(payload: Buffer): CellFrame {
  if (payload.length < 10) throw new ProtocolError('a short LEFT_OUT')
  const reason = leftOutReasons[payload.readUInt8(0) - 1]
  if (reason === undefined) throw new ProtocolError('a file was left out for no known reason')
  return {
    type: 'leftOut',
    reason,
    sizeBytes: readKnownCount(payload, 1),
    path: decodePath(payload.subarray(9)),
  }
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
    case cellFrame.leftOut:
      return decodeLeftOut(payload)
    default:
      throw new ProtocolError(`unknown frame type ${type}`)
  }
}
