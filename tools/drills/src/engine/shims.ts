import { readdirSync, readFileSync } from 'node:fs'
import { findProcess, signalProcess } from '@runhive/stack/supervisor/process-identity'

/**
 * Ends the shims (one per container) that outlived their engine. A shim that lost its container on a full disk may do
 * so.
 */
export function stopShims(execRoot: string): void {
  for (const shim of findShims(execRoot)) killProcess(shim)
}

/** Kills every container of an engine with its shim, as if the host had died. */
export function killContainers(execRoot: string): void {
  const shims = new Set(findShims(execRoot))
  // When the first process of a container dies, all others die with it.
  for (const pid of listProcesses()) if (shims.has(parentOf(pid))) killProcess(pid)
  for (const shim of shims) killProcess(shim)
}

const listProcesses = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name))

/** Includes the engine's containerd while it runs. */
function findShims(execRoot: string): string[] {
  return listProcesses().filter((pid) => read(pid, 'cmdline').includes(`${execRoot}/containerd/`))
}

/** The second field after the name. The name is in brackets and may contain any character. */
function parentOf(pid: string): string {
  const stat = read(pid, 'stat')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? ''
}

function killProcess(pid: string): void {
  const found = findProcess(Number(pid))
  if (found) signalProcess(found, 'SIGKILL')
}

/** Empty for a process that has just ended. */
function read(pid: string, file: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
