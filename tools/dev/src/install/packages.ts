import { readFileSync } from 'node:fs'
// biome-ignore lint/style/noRestrictedImports: the name @runhive/stack may not be linked yet; this file links it.
import { takeLock } from '../../../stack/src/supervisor/lock.ts'
import type { Progress } from '../progress.ts'
import { inRepository } from '../repository.ts'
import { runLogged } from '../run-program.ts'

interface LockedPackage {
  readonly version?: string
  readonly link?: boolean
  readonly optional?: boolean
  readonly devOptional?: boolean
}
export type LockedPackages = Readonly<Record<string, LockedPackage>>

/** Installs the npm packages when what is installed is not what package-lock.json says. */
export async function ensurePackages(options: {
  env: Readonly<Record<string, string>>
  progress: Progress
}): Promise<void> {
  if (isInstalled()) return
  const onWait = () => options.progress.note('another ./dev is installing the packages; waiting for it')
  using _lock = await takeLock(inRepository('.runhive/install.lock'), { waitMs: 10 * 60_000, onWait })
  if (isInstalled()) return
  const npm = { command: 'npm', args: ['ci', '--no-audit', '--no-fund'], env: options.env }
  await options.progress.step('installing npm packages', () => runLogged('npm', npm))
}

/**
 * Names the first package that differs, or undefined. Compares what npm recorded in node_modules with the lock, not
 * their times: a checkout touches files without changing them.
 */
export function findDifference(wanted: LockedPackages, installed: LockedPackages): string | undefined {
  return Object.entries(wanted).find(([path, { version, link, optional, devOptional }]) => {
    if (!path.startsWith('node_modules/')) return false // the workspace's own folders
    const found = installed[path]
    // Optional ones are those of other platforms; npm leaves them out.
    if (!found) return !optional && !devOptional
    return found.link !== link || found.version !== version
  })?.[0]
}

function isInstalled(): boolean {
  const wanted = readPackages('package-lock.json')
  const installed = readPackages('node_modules/.package-lock.json')
  return wanted !== undefined && installed !== undefined && findDifference(wanted, installed) === undefined
}

function readPackages(path: string): LockedPackages | undefined {
  try {
    return (JSON.parse(readFileSync(inRepository(path), 'utf8')) as { packages: LockedPackages }).packages
  } catch {
    return undefined
  }
}
