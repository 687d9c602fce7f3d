import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The process in a data folder's postmaster.pid, and whether it is a Postgres on this folder. */
export interface ServerProcess {
  readonly pid: number
  readonly alive: boolean
}

/** undefined when the folder names no server. */
export async function findServer(data: string): Promise<ServerProcess | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, alive: isRunning(pid) && (await works(pid, data)) }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A zombie has no command line; a process that reused the pid has another one. */
async function works(pid: number, data: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return commandLine.split('\0').includes(data)
}
