import { execFile } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { glob, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { env } from 'node:process'
import { promisify } from 'node:util'

const root = dirname(import.meta.dirname)
const repository = join(root, '../..')
/** What the build reads. Of other packages the client alone: types do not change what is built. */
const SOURCES = [
  'apps/console/{index.html,embed.html,package.json,vite.config.ts}',
  'apps/console/{src,build,public}/**/*',
  'libs/client/src/**/*',
  'package-lock.json',
]
/** Written when a build has ended well; its time is the build's. */
const STAMP = join(root, 'dist/.built')

/** Builds the console unless what is built is newer than its sources. Says whether it built. */
export async function ensureBuilt(): Promise<boolean> {
  const built = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (built > 0 && (await newestSource()) < built) return false
  const began = new Date()
  const vite = join(repository, 'node_modules/vite/bin/vite.js')
  const options = { cwd: root, env: { ...env, NODE_ENV: 'production' } }
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error'], options)
  writeFileSync(STAMP, `${began.toISOString()}\n`)
  return true
}

/** Modification time, milliseconds; of folders too, because that is how a removed file shows. */
async function newestSource(): Promise<number> {
  let newest = 0
  for await (const path of glob(SOURCES, { cwd: repository })) {
    const { mtimeMs } = await stat(join(repository, path))
    newest = Math.max(newest, mtimeMs)
  }
  return newest
}

/** Before the tests of the console: they read what was built. */
export async function setup(): Promise<void> {
  await ensureBuilt()
}

if (import.meta.main) await ensureBuilt()
