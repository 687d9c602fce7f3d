import { createServer } from 'node:net'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { listen } from './listen.ts'

const HOST = '127.0.0.1'

async function open(port: number) {
  const app = Fastify({ forceCloseConnections: true })
  app.get('/', async () => 'here')
  const listening = await listen(app, { host: HOST, port })
  return { ...listening, app, [Symbol.asyncDispose]: () => app.close() }
}

test('every new connection is answered, whichever of the sockets takes it', async () => {
  await using server = await open(0)
  const asked = Array.from({ length: 200 }, async () => {
    const response = await fetch(server.url, { headers: { connection: 'close' } })
    return response.text()
  })
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['here']))
  server.stop()
})

test('a port that somebody has, another gateway too, is refused', async () => {
  await using server = await open(0)
  const port = Number(new URL(server.url).port)
  await expect(open(port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  server.stop()
})

test('who has stopped listening has given its port back, and answers whom it has taken', async () => {
  await using server = await open(0)
  const port = Number(new URL(server.url).port)
  server.stop()
  const next = createServer()
  await new Promise<void>((resolve, reject) => {
    next.once('error', reject)
    next.listen(port, HOST, resolve)
  })
  await new Promise((resolve) => next.close(resolve))
})
