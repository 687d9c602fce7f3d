import type { NatsConnection } from '@nats-io/transport-node'

/**
 * Older servers lose acknowledged messages of a cluster when one of its servers is killed, and lose track of a queue
 * item that is given back while only abandoned pull requests wait for it.
 */
export const MINIMUM_NATS_VERSION = '2.10'

export function isSupportedVersion(version: string): boolean {
  return version.localeCompare(MINIMUM_NATS_VERSION, 'en', { numeric: true }) >= 0
}

/** What is wrong with the version of the server we are connected to, as one sentence; undefined if it is supported. */
export function versionProblem(nats: Pick<NatsConnection, 'info' | 'getServer'>): string | undefined {
  const { version } = nats.info ?? {}
  if (version === undefined || isSupportedVersion(version)) return undefined
  return `NATS at ${nats.getServer()} is version ${version}; Runhive needs ${MINIMUM_NATS_VERSION} or newer`
}
