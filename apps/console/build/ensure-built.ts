import { execFile } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { glob, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { env } from 'node:process'
import { promisify } from 'node:util'

const root = dirname(import.meta.dirname)
const repository = join(root, '../..')
/** The sources of the build. Of other packages only the client: types do not change the output. */
const SOURCES = [
  'apps/console/{index.html,embed.html,package.json,vite.config.ts}',
  'apps/console/{src,build,public}/**/*',
  'libs/client/src/**/*',
  'package-lock.json',
]
/** Written after a successful build; its modification time is that of the build. */
const STAMP = join(root, 'dist/.built')

/** Builds the console unless the output is newer than the sources. Returns whether it built. */
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

/** Modification time, milliseconds. Folders count too, because a removed file changes only its folder. */
async function newestSource(): Promise<number> {
  let newest = 0
  for await (const path of glob(SOURCES, { cwd: repository })) {
    const { mtimeMs } = await stat(join(repository, path))
    newest = Math.max(newest, mtimeMs)
  }
  return newest
}

/** For the console's tests, which read the output of the build. */
export async function setup(): Promise<void> {
  await ensureBuilt()
}

if (import.meta.main) await ensureBuilt()
