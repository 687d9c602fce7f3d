import { readFileSync } from 'node:fs'
import { freePort, startNatsServer } from '@runhive/mesh/testing/nats-server'

/** One NATS server, and what it says and uses. */
export interface MeasuredServer extends AsyncDisposable {
  readonly url: string
  read(): Promise<ServerReading>
}

export interface ServerReading {
  /** User and system since it began, milliseconds. */
  readonly cpuMs: number
  /** Messages that came in and went out, requests and replies included. */
  readonly messages: number
}

/** Of the kernel, on all that Linux runs on today. */
const TICKS_PER_SECOND = 100

export async function startMeasuredServer(): Promise<MeasuredServer> {
  const monitorPort = await freePort()
  const server = await startNatsServer({ monitorPort })
  return {
    url: server.url,
    async read() {
      const response = await fetch(`http://127.0.0.1:${monitorPort}/varz`)
      const told = (await response.json()) as { in_msgs: number; out_msgs: number }
      return { cpuMs: readCpuMs(server.pid), messages: told.in_msgs + told.out_msgs }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** What a process has used of the processors, user and system, milliseconds. */
export function readCpuMs(pid: number): number {
  // The name before the last parenthesis may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND
}
