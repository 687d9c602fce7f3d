import { readdirSync, readFileSync } from 'node:fs'
import { findProcess, signalProcess } from '@runhive/stack/process-identity'

/** Ends what supervises single containers and outlived its engine: one that has lost a container on a full disk may do so. */
export function stopShims(execRoot: string): void {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || !readCommandLine(name).includes(`${execRoot}/containerd/`)) continue
    const shim = findProcess(Number(name))
    if (shim) signalProcess(shim, 'SIGKILL')
  }
}

/** Empty for a process that has just ended. */
function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
