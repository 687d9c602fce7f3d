import { connect } from '@nats-io/transport-node'
import { contract } from '@runhive/contracts/define'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { unique } from '../../../testing/conformance/guarantee.ts'
import { startNatsServer, type TestNatsServer } from '../../../testing/nats-server.ts'
import { connectMesh } from '../connect.ts'

let nats: TestNatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats[Symbol.asyncDispose]())

const open = (service: string) => connectMesh({ url: nats.url, service })

test('discovery speaks the NATS micro protocol, so that the nats tool lists our services', async () => {
  await using mesh = await open('greeter')
  const greeter = contract(unique('greeter'), {
    greet: { input: z.object({}), output: z.object({}), refusals: {}, timeoutMs: 1_000 },
  })
  const { instanceId: id } = await mesh.serve(greeter, { greet: async () => ({}) }, { status: () => 'fine' })
  await mesh.connect(greeter).greet({})
  const raw = await connect({ servers: nats.url })
  const ask = async (subject: string) => (await raw.request(subject, '', { timeout: 30_000 })).json()
  const { name } = greeter
  const head = { name, id, version: '0.0.0', metadata: {} }
  const endpoint = { name: 'greet', subject: `${name}.greet`, queue_group: name, metadata: {} }

  expect(await ask(`$SRV.PING.${name}`)).toEqual({ type: 'io.nats.micro.v1.ping_response', ...head })
  expect(await ask(`$SRV.INFO.${name}.${id}`)).toEqual({
    type: 'io.nats.micro.v1.info_response',
    ...head,
    description: '',
    endpoints: [endpoint],
  })
  expect(await ask(`$SRV.STATS.${name}.${id}`)).toEqual({
    type: 'io.nats.micro.v1.stats_response',
    ...head,
    started: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    endpoints: [
      {
        ...endpoint,
        num_requests: 1,
        num_errors: 0,
        last_error: '',
        processing_time: expect.any(Number),
        average_processing_time: expect.any(Number),
      },
    ],
    data: 'fine',
  })
  await raw.close()
})

test('a service that is expected is waited for, and others only for a moment', async () => {
  await using mesh = await open('gateway')
  const raw = await connect({ servers: nats.url })
  const busy = unique('busy')
  const stats = JSON.stringify({ name: busy, id: '1', version: '0.0.0', started: new Date().toISOString() })
  const asked = Promise.withResolvers<() => void>()
  raw.subscribe('$SRV.STATS', {
    callback: (_error, message) => asked.resolve(() => message.respond(stats)),
  })
  await raw.flush()
  const waiting = mesh.discover({ withinMs: 1, expected: [busy], expectedWithinMs: 60_000 })
  const answerLate = await asked.promise
  // A discovery that expects nobody has not waited for the answer, which has not been sent yet.
  expect(await mesh.discover({ withinMs: 1 })).toEqual([])

  answerLate()

  await expect(waiting).resolves.toMatchObject([{ service: busy }])
  await raw.close()
})
