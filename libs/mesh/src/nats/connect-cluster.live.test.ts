import { afterAll, beforeAll, describe } from 'vitest'
import { meshConformance } from '../../testing/conformance.ts'
import { startNatsCluster, type TestNatsCluster } from '../../testing/nats-cluster.ts'
import { connectMesh } from './connect.ts'

let cluster: TestNatsCluster
beforeAll(async () => {
  cluster = await startNatsCluster()
}, 90_000)
afterAll(() => cluster?.[Symbol.asyncDispose]())

describe('the mesh on a NATS cluster with three copies of every stream', () => {
  // Not calls: they are not stored, so one can be lost between two servers (see the README).
  meshConformance(
    () => ({
      isCluster: true,
      open: (service, options) => connectMesh({ url: cluster.url, service, replicas: 3, ...options }),
    }),
    { only: ['queue', 'lanes', 'log', 'together', 'gaps', 'consumers'], concurrent: true },
  )
})
