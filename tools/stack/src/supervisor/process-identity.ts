import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * A process that cannot be mistaken for another one: pids are reused, pairs of pid and start time are not.
 * Runs before any package is installed, so it imports node: built-ins only.
 */
export interface ProcessIdentity {
  readonly pid: number
  /** Opaque; equal only for the same process of the same boot. */
  readonly startTime: string
}

/** The identity of a running process; undefined when there is none, or only its zombie. */
export function findProcess(pid: number): ProcessIdentity | undefined {
  const startTime = existsSync('/proc/self/stat') ? linuxStartTime(pid) : psStartTime(pid)
  return startTime === undefined ? undefined : { pid, startTime }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return findProcess(identity.pid)?.startTime === identity.startTime
}

/** Signals exactly this process. Returns false when it is gone, even if another process has its pid now. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false
  try {
    process.kill(identity.pid, signal)
    return true
  } catch {
    return false
  }
}

/** Resolves true when the process is gone, false when it is still there after `timeoutMs`. */
export async function waitForEnd(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (isAlive(identity)) {
    if (Date.now() >= deadline) return false
    await delay(20)
  }
  return true
}

function linuxStartTime(pid: number): string | undefined {
  const stat = readOrUndefined(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The name stands in parentheses and may itself hold spaces and parentheses: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const state = fields[0]
  const ticks = fields[19]
  if (state === 'Z' || state === 'X' || ticks === undefined) return undefined
  // Ticks count from boot, so the boot is part of the identity.
  const boot = readOrUndefined('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
  return `${boot}:${ticks}`
}

/** Where there is no /proc (macOS). */
function psStartTime(pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
  const line = stdout?.trim() ?? ''
  if (status !== 0 || line === '' || line.startsWith('Z')) return undefined
  return line.replace(/^\S+\s+/, '')
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
