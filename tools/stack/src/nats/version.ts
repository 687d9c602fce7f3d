import { spawnSync } from 'node:child_process'

/** Since this version a cluster keeps what it has acknowledged when one of its servers is killed: `docs/scaling.md`. */
export const NATS_FOR_CLUSTERS = '2.10'

/** What a nats-server says of itself, `2.10.27`. Throws when it does not run. */
export function natsVersion(binary: string): string {
  const { stdout, error } = spawnSync(binary, ['--version'], { encoding: 'utf8' })
  const version = /v(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1]
  if (version === undefined) throw new Error(`${binary} does not tell its version`, { cause: error })
  return version
}

/** Whether it is new enough for a cluster. */
export function isForClusters(version: string): boolean {
  return version.localeCompare(NATS_FOR_CLUSTERS, 'en', { numeric: true }) >= 0
}
