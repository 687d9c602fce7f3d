import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { env } from 'node:process'
import { promisify } from 'node:util'

/** Builds the console before its tests: they read what was built. */
export async function setup(): Promise<void> {
  const root = dirname(import.meta.dirname)
  const vite = join(root, '../../node_modules/vite/bin/vite.js')
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    env: { ...env, NODE_ENV: 'production' },
  })
}
