import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What Compose reads from `.env`, as far as it is found out rather than decided by an operator. */
export interface FoundSettings {
  readonly RUNHIVE_VERSION: string
  readonly RUNHIVE_UID: string
  readonly DOCKER_GID: string
  readonly DOCKER_SOCKET: string
  /**
   * Which files make up the deployment: with it `docker compose` needs no `-f` in that folder. Left as it is unless
   * given.
   */
  readonly COMPOSE_FILE?: string
}

/** Writes `.env`: the settings that were found, and the other lines that it had before. */
export function writeSettings(folder: string, found: FoundSettings): void {
  const file = join(folder, '.env')
  const before = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [HEADING]
  const kept = before.filter((line) => !Object.hasOwn(found, line.split('=')[0] ?? '') && line !== '')
  const lines = Object.entries(found).map(([name, value]) => `${name}=${value}`)
  writeFileSync(file, `${[...kept, ...lines].join('\n')}\n`)
}

const HEADING =
  '# Settings of this deployment; the README beside this file lists them. No secrets: those are in secrets/.'

/** The path of the engine's socket, and the group that may use it. Throws when the engine is elsewhere. */
export function findSocket(dockerHost = 'unix:///var/run/docker.sock'): { path: string; gid: number } {
  if (!dockerHost.startsWith('unix://')) {
    throw new Error(`${dockerHost} is no socket on this box: the executor must be where its engine is`)
  }
  const path = dockerHost.slice('unix://'.length)
  const { gid, mode } = statSync(path)
  if ((mode & 0o060) !== 0o060 || gid === 0) {
    throw new Error(`${path} must belong to a group that may use it, other than root's: chgrp docker ${path}`)
  }
  return { path, gid }
}
