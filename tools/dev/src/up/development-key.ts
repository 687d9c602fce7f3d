import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stateDir } from '../repository.ts'

export const keyFile = join(stateDir, 'api-key')

/** The stored key if the gateway still takes it, else a new one from `create`, stored for its owner's eyes only. */
export async function ensureKey(options: {
  url: string
  file: string
  create: () => Promise<string>
}): Promise<string> {
  const { url, file, create } = options
  const stored = readKey(file)
  if (stored !== undefined && (await isAccepted(url, stored))) return stored
  const key = await create()
  rmSync(file, { force: true }) // so that the new file gets the mode, no matter how the old one was created
  writeFileSync(file, `${key}\n`, { mode: 0o600 })
  return key
}

/** Asks for an execution that does not exist: a valid key is answered that it is not there. */
async function isAccepted(url: string, key: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/executions/${randomUUID()}`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(10_000),
  })
  await response.body?.cancel()
  if (response.status === 401 || response.status === 403) return false
  if (response.status >= 500)
    throw new Error(`the gateway answered ${response.status} when asked about the key`)
  return true
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}
