import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'

/** What of an entry of package-lock.json is read here. */
export interface LockEntry {
  readonly version?: string
  readonly license?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly os?: ReadonlyArray<string>
  readonly cpu?: ReadonlyArray<string>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export type Lock = Readonly<Record<string, LockEntry>>

/** package-lock.json: entries by the folder that they are installed in. */
export function readLock(root = repositoryRoot): Lock {
  return (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Lock }).packages
}

/** The name of the npm package that an entry installs; undefined for a folder of our own. */
export function packageName(path: string): string | undefined {
  return path.includes('node_modules/') ? path.replace(/^.*node_modules\//, '') : undefined
}
