import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runLogged } from '../run-program.ts'

type Environment = Readonly<Record<string, string>>

/** Whether packages come from apt here: Debian, Ubuntu and what descends from them. */
export function isDebianLike(): boolean {
  try {
    const release = readFileSync('/etc/os-release', 'utf8')
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release) && existsSync('/usr/bin/apt-get')
  } catch {
    return false
  }
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** Where a program is: on PATH, or in the folders for administration that users' PATHs often lack. */
export function findProgram(name: string, path: string): string | undefined {
  return [...path.split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
    .map((dir) => join(dir, name))
    .find((file) => existsSync(file))
}

/**
 * Runs `work`, which needs apt's package lists; when it fails, refreshes them and runs it once more.
 * Refreshing may itself fail because of a third party's source that has nothing to do with us: `work` decides.
 */
export async function withPackageLists(env: Environment, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch {
    const update = { command: 'apt-get', args: ['update'], env: aptEnvironment(env) }
    await runLogged('apt', update).catch(() => undefined)
    await work()
  }
}

/** Without questions: there may be nobody to answer. */
export function aptEnvironment(env: Environment): Environment {
  return { ...env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
}
