import { readFileSync } from 'node:fs'

/** File descriptors for everything but callers' connections: files, the mesh, the ops port, libraries. */
const OWN_DESCRIPTORS = 256
/** Each takes some 20 KB even when it is idle. */
const MOST = 10_000
/** When the limit cannot be read: what systems commonly allow. */
const USUAL_DESCRIPTORS = 1_024

/**
 * How many connections the gateway may have open by default: what the process's limit of open files leaves, at most
 * 10 000. Node.js has raised the soft limit to the hard one by then.
 */
export function connectionsFor(openFiles: number): number {
  return Math.max(16, Math.min(MOST, openFiles - OWN_DESCRIPTORS))
}

/** The limit of open files of this process. Infinity when there is none. */
export function readOpenFiles(): number {
  try {
    return parseOpenFiles(readFileSync('/proc/self/limits', 'utf8'))
  } catch {
    return USUAL_DESCRIPTORS
  }
}

export function parseOpenFiles(limits: string): number {
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1]
  if (soft === 'unlimited') return Number.POSITIVE_INFINITY
  return soft === undefined ? USUAL_DESCRIPTORS : Number(soft)
}
