import { join } from 'node:path'
import type { Environment } from '../run.ts'
import { releaseVersion } from '../version.ts'
import { COMPOSE_FOLDER } from './project.ts'
import { CONTAINER_UID, makeSecrets } from './secrets.ts'
import { findSocket, writeSettings } from './settings.ts'

/**
 * Makes `deploy/compose` ready to start: the secrets that are missing, and `.env`. Gives the names of the secrets it
 * made.
 */
export function prepareCompose(env: Environment, options: { development: boolean }): string[] {
  const own = process.getuid?.() ?? 0
  const uid = own === 0 ? CONTAINER_UID : own
  const made = makeSecrets({ folder: join(COMPOSE_FOLDER, 'secrets'), uid })
  const socket = findSocket(env.DOCKER_HOST)
  writeSettings(COMPOSE_FOLDER, {
    RUNHIVE_VERSION: releaseVersion(),
    RUNHIVE_UID: String(uid),
    DOCKER_GID: String(socket.gid),
    DOCKER_SOCKET: socket.path,
    ...(options.development ? { COMPOSE_FILE: 'compose.yaml:compose.development.yaml' } : {}),
  })
  return made
}
