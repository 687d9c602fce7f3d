export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
type Opcode = keyof typeof OPCODES

/** A client frame. Its mask is zero, which is valid and leaves the payload as it is. */
export function frame(opcode: Opcode, payload: string | Uint8Array = '', fin = true): Buffer {
  const body = Buffer.from(payload)
  const first = (fin ? 0x80 : 0) | OPCODES[opcode]
  return Buffer.concat([frameHead(first, body.length), Buffer.alloc(4), body])
}

function frameHead(first: number, length: number): Buffer {
  if (length < 126) return Buffer.from([first, 0x80 | length])
  const head = Buffer.alloc(length < 65_536 ? 4 : 10)
  head[0] = first
  head[1] = 0x80 | (head.length === 4 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  else head.writeBigUInt64BE(BigInt(length), 2)
  return head
}

/** A server frame. Of long payloads only the length matters. */
export interface ReadFrame {
  readonly opcode: number
  readonly length: number
  /** Its beginning, at most 125 bytes. */
  readonly start: Buffer
}

const KEPT_BYTES = 125

/** Parses a server's bytes into frames. Keeps only the beginning of each payload. */
export function createFrameReader(onFrame: (read: ReadFrame) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  let skip = 0
  return (bytes) => {
    const skipped = Math.min(skip, bytes.length)
    skip -= skipped
    rest = Buffer.concat([rest, bytes.subarray(skipped)])
    for (;;) {
      const read = readHead(rest)
      if (read === undefined) return
      const kept = Math.min(read.length, KEPT_BYTES)
      if (rest.length < read.at + kept) return
      const end = read.at + read.length
      skip = Math.max(0, end - rest.length)
      onFrame({ ...read, start: rest.subarray(read.at, read.at + kept) })
      rest = rest.subarray(end)
    }
  }
}

function readHead(bytes: Buffer): { opcode: number; length: number; at: number } | undefined {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return undefined
  const opcode = first & 0x0f
  const short = second & 0x7f
  if (short < 126) return { opcode, length: short, at: 2 }
  const at = short === 126 ? 4 : 10
  if (bytes.length < at) return undefined
  return { opcode, length: short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)), at }
}
