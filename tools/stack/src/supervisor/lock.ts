import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findProcess, isAlive, type ProcessIdentity } from './process-identity.ts'

/**
 * One holder at a time, across processes. The file names its holder, so the lock of a process that died
 * is free again without anybody cleaning up. Imports node: built-ins only.
 */
export interface LockOptions {
  /** How long to wait for another holder, milliseconds. Default: do not wait. */
  readonly waitMs?: number
  /** Told once, when there is a wait. */
  readonly onWait?: (holder: ProcessIdentity) => void
}

export class LockedError extends Error {
  readonly holder: ProcessIdentity
  constructor(path: string, holder: ProcessIdentity) {
    super(`process ${holder.pid} holds ${path}`)
    this.name = 'LockedError'
    this.holder = holder
  }
}

/** Takes the lock or rejects with {@link LockedError}. */
export async function takeLock(path: string, options: LockOptions = {}): Promise<Disposable> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const deadline = Date.now() + (options.waitMs ?? 0)
  let told = false
  for (;;) {
    const holder = tryTake(path)
    if (holder === undefined) return { [Symbol.dispose]: () => rmSync(path, { force: true }) }
    if (Date.now() >= deadline) throw new LockedError(path, holder)
    if (!told) options.onWait?.(holder)
    told = true
    await delay(100)
  }
}

/** Returns undefined when the lock is ours now, else who has it. */
function tryTake(path: string): ProcessIdentity | undefined {
  const self = findProcess(process.pid)
  if (!self) throw new Error('cannot tell when this process started')
  // Written beside and linked into place: a lock is never seen half written, and linking never overwrites.
  const mine = `${path}.${process.pid}`
  writeFileSync(mine, JSON.stringify(self))
  try {
    for (;;) {
      if (tryLink(mine, path)) return undefined
      const holder = readHolder(path)
      if (holder === undefined) continue
      if (isAlive(holder)) return holder
      removeStale(path, holder)
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

/** Removes a dead holder's lock, and puts it back if somebody else was faster and took it meanwhile. */
function removeStale(path: string, dead: ProcessIdentity): void {
  const aside = `${path}.${process.pid}.stale`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const moved = readHolder(aside)
  if (moved !== undefined && moved.startTime !== dead.startTime) tryLink(aside, path)
  rmSync(aside, { force: true })
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** undefined when the file has just been removed. Something unreadable counts as the lock of nobody. */
function readHolder(path: string): ProcessIdentity | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  try {
    const parsed: unknown = JSON.parse(text)
    if (parsed !== null && typeof parsed === 'object' && 'pid' in parsed && 'startTime' in parsed) {
      return { pid: Number(parsed.pid), startTime: String(parsed.startTime) }
    }
  } catch {}
  return { pid: 0, startTime: '' }
}
