import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import { SERVICES } from '@runhive/stack/services'
import { bundlePart } from '../bundle/bundle.ts'
import { describePart } from '../bundle/parts.ts'
import { packFolder } from './archive.ts'
import { checkOut, resolveCommit } from './checkout.ts'
import { readLogins } from './logins.ts'
import { withoutReference } from './without-reference.ts'

/** Where past releases are kept, in the repository: one folder per version. */
export const RELEASES = join(repositoryRoot, 'deploy/releases')

/** Of a version such as `0.1.0`. */
export const VERSION = /^\d+\.\d+\.\d+$/

export interface StoredRelease {
  readonly version: string
  readonly commit: string
  /** Bytes of all archives. */
  readonly bytes: number
}

/**
 * Keeps the five services of a commit as compressed bundles in `deploy/releases/<version>`, for later versions to be
 * tried against. The gateway's is without the script of the API reference, which is larger than all the rest and no
 * part of what is tried.
 */
export async function storeRelease(version: string, word: string): Promise<StoredRelease> {
  if (!VERSION.test(version)) throw new Error(`not a version like 0.2.0: ${version}`)
  const commit = await resolveCommit(word)
  using source = await checkOut(commit)
  const released = (
    JSON.parse(readFileSync(join(source.folder, 'package.json'), 'utf8')) as { version: string }
  ).version
  if (released !== version) throw new Error(`commit ${commit} is version ${released}, not ${version}`)
  const work = mkdtempSync(join(tmpdir(), 'runhive-bundles-'))
  const folder = join(RELEASES, version)
  try {
    mkdirSync(folder, { recursive: true })
    let bytes = 0
    for (const name of SERVICES) {
      const to = join(work, name)
      const options = { root: source.folder, to, minify: true, plugins: [withoutReference] }
      await bundlePart(describePart(name), options)
      bytes += await packFolder(to, join(folder, `${name}.tar.br`))
    }
    cpSync(join(source.folder, 'libs/contracts/released.json'), join(folder, 'contracts.json'))
    writeJson(join(folder, 'logins.json'), readLogins(source.folder))
    const release = { version, commit, bytes }
    writeJson(join(folder, 'release.json'), release)
    return release
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`)
}
