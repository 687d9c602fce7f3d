import { join } from 'node:path'
import { repositoryRoot } from './repository.ts'
import type { ServiceName } from './services.ts'
import { assertServiceReady } from './supervisor/readiness.ts'
import type { PartSpec } from './supervisor/supervisor.ts'

export type Environment = Readonly<Record<string, string>>

/** The source of a service: what runs it is Node itself. */
export function serviceEntry(service: ServiceName, entry = 'main.ts'): string {
  return join(repositoryRoot, 'services', service, 'src', entry)
}

/** Where the program of a service is: of its source `main.ts`, `migrate/main.ts` and the like. */
export type FindEntry = (service: ServiceName, source: string) => string

/**
 * Settings of glibc's allocator, the same as in `deploy/images/service.Dockerfile`. By itself it raises the size from
 * which memory is returned as soon as it is free, up to 32 MiB, and keeps what a burst of large requests has needed
 * (mallopt(3), M_MMAP_THRESHOLD). Decision 23 has what it saves and costs.
 */
export const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '16384' }

/**
 * How Node.js runs a service, the same as in `deploy/images/service.Dockerfile`. By itself V8 lets the young generation
 * grow to 128 MiB in a burst and keeps it, and shrinks it to 1 MiB in a service that is idle, which then collects all
 * the more; with semi-spaces of 8 MiB it is always 16 MiB. Decision 23 again.
 */
const NODE_ARGUMENTS = ['--min-semi-space-size=8', '--max-semi-space-size=8']

/** A service as a process. Its own settings come in `env`; nothing else reaches it but PATH and HOME. */
export function servicePart(options: {
  service: ServiceName
  opsPort: number
  env: Environment
  /** Default: the source in this repository. */
  entry?: FindEntry
}): PartSpec {
  const { service, opsPort, env, entry = serviceEntry } = options
  const http = env.PORT === undefined ? {} : { http: Number(env.PORT) }
  return {
    name: service,
    command: process.execPath,
    args: [...NODE_ARGUMENTS, entry(service, 'main.ts')],
    env: { ...ALLOCATOR, ...env, OPS_HOST: '127.0.0.1', OPS_PORT: String(opsPort) },
    cwd: repositoryRoot,
    ports: { ...http, ops: opsPort },
    ready: () => assertServiceReady(opsPort),
    // Only ends what waits in vain. The executor fills its pools before it is ready, on a machine that may be busy.
    readyWithinMs: service === 'executor' ? 300_000 : 120_000,
    // A service takes up to 20 seconds to finish what is in flight.
    stop: { signal: 'SIGTERM', graceMs: 30_000 },
  }
}
