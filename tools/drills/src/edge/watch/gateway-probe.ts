import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '@runhive/stack/supervisor/process-identity'
import { openRecords } from '@runhive/stack/supervisor/records'

/** What the kernel says about the gateway's process at one moment. */
export interface Reading {
  /** Resident memory, bytes. */
  readonly memory: number
  /** Open files and sockets. */
  readonly descriptors: number
  /** Processor time so far, seconds. */
  readonly cpuSeconds: number
  /** How long its main thread has been runnable without a processor so far, seconds. */
  readonly waitedSeconds: number
}

/** Observes the gateway from outside: a busy gateway may not answer questions about itself. */
export interface GatewayProbe {
  /** Undefined when the process is gone. */
  read(): Reading | undefined
  /** How many descriptors it may open. */
  readonly allowed: number
  /** Error messages in its log since the probe was opened. */
  errors(): string[]
}

const TICKS_PER_SECOND = 100

export function openGatewayProbe(stateDir: string): GatewayProbe {
  const record = openRecords(stateDir).find('gateway')
  if (record === undefined) throw new Error('this stack has no gateway')
  const { process: gateway, log } = record
  const proc = join('/proc', String(gateway.pid))
  const from = existsSync(log) ? statSync(log).size : 0
  const [, allowed] = /^Max open files +(\d+)/m.exec(readFileSync(join(proc, 'limits'), 'utf8')) ?? []
  return {
    allowed: Number(allowed),
    errors: () => readFrom(log, from).split('\n').flatMap(errorOf),
    read() {
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

/** Lines that are not log records are crash reports or warnings of Node itself. */
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
