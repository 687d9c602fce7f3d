import type { NatsConnection } from '@nats-io/transport-node'

/**
 * Older servers lose acknowledged messages of a cluster when one of its servers is killed, and lose track of a queue
 * item that is given back while only abandoned pull requests wait for it.
 */
const MINIMUM = { major: 2, minor: 10 }

/** What is wrong with the version of the server we are connected to, as one sentence; undefined if it is supported. */
export function versionProblem(nats: Pick<NatsConnection, 'info' | 'getServer'>): string | undefined {
  const { version } = nats.info ?? {}
  if (version === undefined) return undefined
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor)) return undefined
  return `NATS at ${nats.getServer()} is version ${version}; Runhive needs ${MINIMUM.major}.${MINIMUM.minor} or newer`
}
