import { afterAll, beforeAll, describe } from 'vitest'
import { meshConformance } from '../../testing/conformance.ts'
import { startNatsServer, type TestNatsServer } from '../../testing/nats-server.ts'
import { connectMesh } from './connect.ts'

describe('the mesh on NATS', () => {
  let server: TestNatsServer
  beforeAll(async () => {
    server = await startNatsServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  meshConformance(() => ({
    open: (service, options) => connectMesh({ url: server.url, service, ...options }),
  }))
})
