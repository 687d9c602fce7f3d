import { PlainError } from '../command.ts'
import type { Progress } from '../progress.ts'
import { stateDir } from '../repository.ts'
import { findEngine } from './find-engine.ts'
import { installEngine } from './install-engine.ts'
import { startEngine } from './start-engine.ts'

/** Finds, starts or installs a Docker engine. `startedHere` says whether this call started it. */
export async function ensureEngine(options: {
  env: Readonly<Record<string, string>>
  yes: boolean
  progress: Progress
}): Promise<{ dockerHost: string; startedHere: boolean }> {
  const found = await findEngine(options.env)
  if (found) return { dockerHost: found.dockerHost, startedHere: false }
  const start = () => startEngine({ ...options, stateDir })
  const installed = await start()
  if (installed !== undefined) return { dockerHost: installed, startedHere: true }
  await installEngine(options)
  // The installation may have started it already.
  const after = await findEngine(options.env)
  if (after) return { dockerHost: after.dockerHost, startedHere: false }
  const dockerHost = await start()
  if (dockerHost === undefined) throw new PlainError('docker.io was installed, but there is no dockerd')
  return { dockerHost, startedHere: true }
}
