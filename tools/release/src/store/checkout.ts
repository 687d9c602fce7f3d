import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import { pipeline } from './pipeline.ts'

export interface Checkout extends Disposable {
  readonly folder: string
}

/** The source of a commit in a folder of its own, with the npm packages that are installed here. */
export async function checkOut(commit: string): Promise<Checkout> {
  const folder = mkdtempSync(join(tmpdir(), 'runhive-source-'))
  const checkout = { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
  try {
    await pipeline(['git', 'archive', '--format=tar', commit], ['tar', '-x', '-C', folder])
    linkPackages(folder)
    return checkout
  } catch (cause) {
    checkout[Symbol.dispose]()
    throw new Error(`cannot check out ${commit}: ${(cause as Error).message}`, { cause })
  }
}

/** Our own packages are those of the checkout: the installed links lead to this repository's. */
function linkPackages(folder: string): void {
  const installed = join(repositoryRoot, 'node_modules')
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@runhive'), { recursive: true })
  for (const name of readdirSync(installed)) {
    if (name !== '@runhive') symlinkSync(join(installed, name), join(modules, name))
  }
  for (const group of ['libs', 'services', 'tools']) {
    for (const name of readdirSync(join(folder, group))) {
      symlinkSync(join(folder, group, name), join(modules, '@runhive', name))
    }
  }
}

/** The full name of what a word of git's means, such as a tag or the first digits. */
export async function resolveCommit(word: string): Promise<string> {
  const child = spawn('git', ['rev-parse', '--verify', `${word}^{commit}`], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [chunks, [code]] = await Promise.all([child.stdout.toArray(), once(child, 'close')])
  if (code !== 0) throw new Error(`git knows no commit ${word}`)
  return Buffer.concat(chunks as Buffer[])
    .toString('utf8')
    .trim()
}
