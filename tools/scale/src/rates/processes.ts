import { readdirSync, readFileSync } from 'node:fs'
import { openRecords } from '@runhive/stack/supervisor/records'
import { readCpuMs } from '../simulation/server.ts'

/** Processor time that a part of a stack has used, the processes that it started included, milliseconds. */
export function partCpuMs(stateDir: string, part: string): number {
  const pid = openRecords(stateDir).find(part)?.process.pid
  if (pid === undefined) throw new Error(`the stack runs no ${part}`)
  // A connection of Postgres is a process of its own; one that has ended is counted by its parent.
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + cpuMsOf(one), endedCpuMs(pid))
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    return fieldsOf(Number(name))[1] === String(parent) ? [Number(name)] : []
  })
}

function cpuMsOf(pid: number): number {
  try {
    return readCpuMs(pid)
  } catch {
    return 0
  }
}

/** What children used that have ended. */
function endedCpuMs(pid: number): number {
  const fields = fieldsOf(pid)
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * 10
}

function fieldsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  } catch {
    return []
  }
}
