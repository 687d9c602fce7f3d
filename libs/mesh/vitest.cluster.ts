import { defineConfig } from 'vitest/config'

/** The mesh's guarantees on a NATS cluster: not in the default run, see `src/nats/cluster.conformance.ts`. */
export default defineConfig({ test: { include: ['src/nats/cluster.conformance.ts'] } })
