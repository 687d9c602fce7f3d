import { contract, isNoResponder, type RpcError } from '@runhive/contracts/define'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { laned } from '../../../testing/conformance/lanes.ts'
import { isAway, isBack } from '../../../testing/conformance/presence.ts'
import { startNatsServer } from '../../../testing/nats-server.ts'
import { connectMesh } from '../connect.ts'

const program = contract('program', {
  write: {
    input: z.object({ chunk: z.string() }),
    output: z.object({ from: z.string() }),
    refusals: {},
    timeoutMs: 10_000,
  },
})

test('who serves at an address goes on after a crash of the server, and who stopped meanwhile does not', async () => {
  await using nats = await startNatsServer()
  await using server = await connectMesh({ url: nats.url, service: 'executor' })
  await using caller = await connectMesh({ url: nats.url, service: 'gateway' })
  await using _served = server.serveAt(program, 'acc.one', { write: async () => ({ from: 'one' }) })
  const stopping = server.serveAt(program, 'acc.two', { write: async () => ({ from: 'two' }) })
  await server.ping()
  const client = caller.connectAt(program, 'acc.one')
  await expect(client.write({ chunk: '' })).resolves.toEqual({ from: 'one' })

  await nats.kill()
  await isAway(server, caller)
  // The mesh being away is another thing than nobody being there.
  const away = await client.write({ chunk: '' }).catch((thrown: RpcError) => thrown)
  expect(away).toMatchObject({ code: 'UNAVAILABLE' })
  expect(isNoResponder(away)).toBe(false)
  const stopped = stopping[Symbol.asyncDispose]()
  await using _third = server.serveAt(program, 'acc.three', { write: async () => ({ from: 'three' }) })
  await nats.start()
  await isBack(server, caller)
  await stopped

  await expect(client.write({ chunk: '' })).resolves.toEqual({ from: 'one' })
  await expect(caller.connectAt(program, 'acc.three').write({ chunk: '' })).resolves.toEqual({
    from: 'three',
  })
  await expect(caller.connectAt(program, 'acc.two').write({ chunk: '' }).catch(isNoResponder)).resolves.toBe(
    true,
  )
})

test('a worker that waits for all lanes goes on waiting over a crash of the server, and items in lanes survive it', async () => {
  await using nats = await startNatsServer()
  await using worker = await connectMesh({ url: nats.url, service: 'executor' })
  await using gateway = await connectMesh({ url: nats.url, service: 'gateway' })
  const definition = laned()
  const queue = gateway.queue(definition)
  const take = () => worker.queue(definition).take(AbortSignal.timeout(30_000))
  await queue.publish('before', { n: 0 }, { lane: 'bulk' })
  const held = await take()
  const waiting = [take(), take()]
  await expect(worker.queue(definition).take(AbortSignal.timeout(200))).rejects.toMatchObject({
    code: 'CANCELLED',
  })

  await nats.kill()
  await isAway(worker, gateway)
  await nats.start()
  await isBack(worker, gateway)
  await queue.publish('normal', { n: 1 }, { lane: 'normal' })
  await queue.publish('bulk', { n: 2 }, { lane: 'bulk' })

  const taken = await Promise.all(waiting)
  expect(taken.map(({ id, attempt }) => [id, attempt]).sort()).toEqual([
    ['bulk', 1],
    ['normal', 1],
  ])
  for (const delivery of [held, ...taken]) await delivery.done()
  await expect(queue.depth()).resolves.toBe(0)
})
