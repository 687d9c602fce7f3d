import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '@runhive/stack/supervisor/process-identity'
import { openRecords } from '@runhive/stack/supervisor/records'

/** What the kernel says about the gateway's process at one moment. */
export interface Look {
  /** Resident memory, bytes. */
  readonly memory: number
  /** Open files and sockets. */
  readonly descriptors: number
  /** Processor time so far, seconds. */
  readonly cpuSeconds: number
  /** How long its main thread had something to do and no processor to do it on, so far, seconds. */
  readonly waitedSeconds: number
}

/** Sees the gateway from outside: it cannot tell how it is while it is busy. */
export interface GatewayEyes {
  /** undefined when the process is gone. */
  look(): Look | undefined
  /** Descriptors it may have. */
  readonly allowed: number
  /** Messages of errors in its log since the eyes were opened. */
  errors(): string[]
}

const TICKS_PER_SECOND = 100

export function openGatewayEyes(stateDir: string): GatewayEyes {
  const record = openRecords(stateDir).find('gateway')
  if (record === undefined) throw new Error('this stack has no gateway')
  const { process: gateway, log } = record
  const proc = join('/proc', String(gateway.pid))
  const from = existsSync(log) ? statSync(log).size : 0
  const [, allowed] = /^Max open files +(\d+)/m.exec(readFileSync(join(proc, 'limits'), 'utf8')) ?? []
  return {
    allowed: Number(allowed),
    errors: () => readFrom(log, from).split('\n').flatMap(errorOf),
    look() {
      if (!isAlive(gateway)) return undefined
      const [, resident] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(join(proc, 'status'), 'utf8')) ?? []
      const stat = readFileSync(join(proc, 'stat'), 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return {
        memory: Number(resident) * 1024,
        descriptors: readdirSync(join(proc, 'fd')).length,
        waitedSeconds: Number(readFileSync(join(proc, 'schedstat'), 'utf8').split(' ')[1]) / 1e9,
        cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      }
    },
  }
}

function readFrom(file: string, from: number): string {
  const size = statSync(file).size
  const bytes = Buffer.alloc(Math.max(0, size - from))
  const descriptor = openSync(file, 'r')
  readSync(descriptor, bytes, 0, bytes.length, from)
  closeSync(descriptor)
  return bytes.toString()
}

/** What is not a record of the log is what Node itself says of a crash, or warns of. */
function errorOf(line: string): string[] {
  if (line.trim() === '') return []
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: unknown
      msg?: string
      err?: { message?: string }
    }
    const isError = level === 'error' || level === 'fatal' || (typeof level === 'number' && level >= 50)
    return isError ? [[msg, err?.message].filter(Boolean).join(': ')] : []
  } catch {
    return [line]
  }
}
