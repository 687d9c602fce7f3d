/**
 * Of a pull request that waits, at most, so that a long wait costs next to nothing. If the server goes, our connection
 * notices; if only the consumer or its leader does, the server says so; but a new leader that has not heard of a request
 * loses it silently, so requests are shorter in a cluster.
 */
const MAX_EXPIRES_MS = { single: 60_000, cluster: 30_000 }

/** With jitter, so that processes that started together do not stay in step. */
export function longExpiry(isClustered: boolean): number {
  const max = isClustered ? MAX_EXPIRES_MS.cluster : MAX_EXPIRES_MS.single
  return Math.round(max * (1 - Math.random() / 4))
}
