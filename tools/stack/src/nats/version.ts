import { spawnSync } from 'node:child_process'

/** What a nats-server says of itself, `2.10.27`. Throws when it does not run. */
export function natsVersion(binary: string): string {
  const { stdout, error } = spawnSync(binary, ['--version'], { encoding: 'utf8' })
  const version = /v(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1]
  if (version === undefined) throw new Error(`${binary} does not tell its version`, { cause: error })
  return version
}
