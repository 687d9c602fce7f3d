import { readdirSync, readFileSync } from 'node:fs'

/** What Linux says about the processor time of processes. All of it is gone once a process has ended. */

/** Processor time of each thread of a process, milliseconds, by thread id; none when it has ended. */
export function threadTimes(pid: number): Map<number, number> {
  const times = new Map<number, number>()
  for (const tid of list(`/proc/${pid}/task`)) {
    const stat = read(`/proc/${pid}/task/${tid}/schedstat`)
    if (stat !== undefined) times.set(Number(tid), parseSchedstat(stat))
  }
  return times
}

/** `schedstat`: nanoseconds on a processor, nanoseconds waiting for one, number of turns. Gives milliseconds. */
export function parseSchedstat(text: string): number {
  const ms = Number(text.split(' ')[0]) / 1e6
  if (text.trim() === '' || Number.isNaN(ms)) throw new Error(`not a schedstat: ${JSON.stringify(text)}`)
  return ms
}

/** Processes that a process has started and that have not ended. */
export function childrenOf(pid: number): number[] {
  return list(`/proc/${pid}/task`).flatMap((tid) =>
    (read(`/proc/${pid}/task/${tid}/children`) ?? '').split(' ').filter(Boolean).map(Number),
  )
}

/** What a process calls itself: its arguments, unless it has written over them as Postgres does. */
export function titleOf(pid: number): string {
  return (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim()
}

/**
 * The role that a backend of Postgres works for, from its title: `postgres: auth runhive 127.0.0.1(40112) idle`.
 * Undefined for the server's own processes.
 */
export function backendRole(title: string): string | undefined {
  return /^postgres: (\S+) \S+ \S+\(\d+\)/.exec(title)?.[1]
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
