import { type Lock, packageName } from './lock.ts'

/** Package, whether its script may run, and why: a row of the table in docs/releasing.md. */
export interface ScriptRow {
  readonly name: string
  readonly runs: boolean
  readonly reason: string
}

const ROW = /^\| `([^`]+)` \| (runs|does not run) \| (.+) \|$/gm

/** The rows of the table of install scripts. */
export function readScriptRows(markdown: string): ScriptRow[] {
  return [...markdown.matchAll(ROW)].map(([, name = '', runs, reason = '']) => ({
    name,
    runs: runs === 'runs',
    reason: reason.trim(),
  }))
}

const SYSTEMS = ['linux', 'darwin']
const PROCESSORS = ['x64', 'arm64']

/** Packages with an install script that a machine of ours may install. */
export function findInstallScripts(lock: Lock): string[] {
  const isOurs = (given: ReadonlyArray<string> | undefined, ours: ReadonlyArray<string>) =>
    given === undefined || ours.some((one) => given.includes(one))
  const names = Object.entries(lock).flatMap(([path, entry]) => {
    const name = packageName(path)
    if (name === undefined || entry.hasInstallScript !== true) return []
    return isOurs(entry.os, SYSTEMS) && isOurs(entry.cpu, PROCESSORS) ? [name] : []
  })
  return [...new Set(names)].toSorted()
}
