import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findBinaries, lowerPrivileges } from './binaries.ts'

/**
 * Creates the cluster of a folder unless it exists, and returns the superuser's password. A cluster whose creation was
 * interrupted is created again: only a folder marked as complete counts.
 */
export async function createCluster(home: string): Promise<string> {
  const data = join(home, 'data')
  const complete = join(home, 'complete')
  const passwordFile = join(home, 'password')
  if (existsSync(complete)) return (await readFile(passwordFile, 'utf8')).trim()

  await mkdir(home, { recursive: true, mode: 0o700 })
  await rm(data, { recursive: true, force: true })
  const password = randomBytes(24).toString('base64url')
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  const authentication = ['-A', 'scram-sha-256', '-U', 'postgres', `--pwfile=${passwordFile}`]
  await initdb(['-D', data, '-E', 'UTF8', '--locale=C', ...authentication])
  await writeFile(complete, '')
  return password
}

async function initdb(options: readonly string[]): Promise<void> {
  const binaries = await findBinaries()
  // Without fsync: after a power failure the folder is not marked as complete, or it is empty and created again in a
  // second.
  const [file, args] = await lowerPrivileges(binaries.initdb, ['--no-sync', ...options])
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`initdb failed: ${errors.trim()}`)
}
