import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { repositoryRoot } from '@runhive/stack/repository'

const run = promisify(execFile)
const git = async (...args: string[]) =>
  (await run('git', args, { cwd: repositoryRoot, maxBuffer: 2 ** 24 })).stdout.trim()

/** Sources that services can be started from. */
export interface Tree extends AsyncDisposable {
  /** As people know it. */
  readonly name: string
  readonly root: string
}

/** The sources this program is part of. */
export function ownTree(): Tree {
  return { name: 'this tree', root: repositoryRoot, [Symbol.asyncDispose]: async () => undefined }
}

/**
 * The sources of a commit in a temporary folder, with the packages that are installed here: both run on the same
 * libraries, also if the commit asks for others. Disposing removes it.
 */
export async function checkOut(commit: string): Promise<Tree> {
  const id = await git('rev-parse', '--short=8', '--verify', '--end-of-options', `${commit}^{commit}`).catch(
    () => {
      throw new Error(`--against: there is no commit "${commit}"`)
    },
  )
  await using opened = new AsyncDisposableStack()
  const root = await mkdtemp(join(tmpdir(), 'runhive-bench-tree-'))
  opened.defer(() => rm(root, { recursive: true, force: true }))
  const archive = join(root, 'archive.tar')
  // Not a worktree: if this process is killed, the repository knows nothing of it.
  await git('archive', '--format=tar', `--output=${archive}`, id)
  await run('tar', ['-xf', archive, '-C', root])
  await rm(archive)
  await linkPackages(root)
  const closing = opened.move()
  return { name: id, root, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

/** Packages of others are those installed here; the repository's own are the tree's. */
async function linkPackages(root: string): Promise<void> {
  const installed = join(repositoryRoot, 'node_modules')
  const modules = join(root, 'node_modules')
  await mkdir(join(modules, '@runhive'), { recursive: true })
  for (const name of await readdir(installed)) {
    if (name !== '@runhive' && !name.startsWith('.'))
      await symlink(join(installed, name), join(modules, name))
  }
  for (const file of globSync('{apps,libs,services,tools}/*/package.json', { cwd: root })) {
    const { name } = JSON.parse(await readFile(join(root, file), 'utf8')) as { name: string }
    await symlink(join(root, dirname(file)), join(modules, name))
  }
}
