import { connect } from 'node:net'
import { join } from 'node:path'
import { DEFAULT_DOCKER_HOST, engineVersion } from '@runhive/stack/engine'
import { PlainError } from '../command.ts'

type Environment = Readonly<Record<string, string>>

export interface Engine {
  readonly dockerHost: string
  readonly version: string
}

/**
 * The Docker engine that answers: the one `DOCKER_HOST` names, else the one behind a usual socket; undefined when
 * none does. Rejects when one is there but not for us.
 */
export async function findEngine(env: Environment): Promise<Engine | undefined> {
  if (env.DOCKER_HOST !== undefined) return named(env.DOCKER_HOST)
  for (const dockerHost of usualHosts(env)) {
    const version = await engineVersion(dockerHost).catch(() => undefined)
    if (version !== undefined) return { dockerHost, version }
    if (await isForbidden(dockerHost)) {
      throw new PlainError(
        `Docker is running, but this user has no access to ${dockerHost}: add the user to the docker group ("sudo usermod -aG docker $USER", then log in again), or run as root.`,
      )
    }
  }
  return undefined
}

async function named(dockerHost: string): Promise<Engine> {
  try {
    return { dockerHost, version: await engineVersion(dockerHost) }
  } catch (cause) {
    const reason = (cause as Error).message
    throw new PlainError(`DOCKER_HOST is ${dockerHost}, but no Docker engine responds there: ${reason}.`, {
      cause,
    })
  }
}

/** The system's socket, a rootless engine's, and Docker Desktop's. */
function usualHosts(env: Environment): string[] {
  const { XDG_RUNTIME_DIR, HOME } = env
  return [
    DEFAULT_DOCKER_HOST,
    ...(XDG_RUNTIME_DIR === undefined ? [] : [`unix://${join(XDG_RUNTIME_DIR, 'docker.sock')}`]),
    ...(HOME === undefined ? [] : [`unix://${join(HOME, '.docker/run/docker.sock')}`]),
  ]
}

async function isForbidden(dockerHost: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(dockerHost.slice('unix://'.length))
  socket.on('connect', () => resolve(false))
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EACCES'))
  const forbidden = await promise
  socket.destroy()
  return forbidden
}
