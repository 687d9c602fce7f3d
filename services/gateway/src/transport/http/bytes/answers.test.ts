import type { Socket } from 'node:net'
import { createLogger } from '@runhive/process/log'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { openTestGateway } from '../../../testing/gateway.ts'
import { readRaw, sendRaw } from '../../../testing/raw.ts'
import { answerErrors } from '../response/error-response.ts'
import { boundAnswers } from './answers.ts'
import { createBudget } from './budget.ts'

const MIB = 1024 * 1024

/** Answers everybody with more than the system takes before it is read. */
async function openServer() {
  const app = Fastify({ forceCloseConnections: true })
  const budget = createBudget({ total: 128 * MIB, largest: 16 * MIB })
  boundAnswers(app, budget, ({ socket }) => ({ address: socket.remoteAddress ?? '', known: false }))
  app.setErrorHandler(answerErrors(createLogger({ service: 'gateway', level: 'silent' })))
  const text = 'x'.repeat(16 * MIB)
  app.get('/', async () => text)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const ask = (from: string): Socket =>
    sendRaw(url, 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n', from).pause()
  return { budget, ask, [Symbol.asyncDispose]: () => app.close() }
}

test('answers that nobody reads are bounded in all and per address, and their room comes back', async () => {
  await using server = await openServer()
  const unread = [server.ask('127.0.1.1'), server.ask('127.0.1.2')]
  await expect.poll(server.budget.used).toBe(32 * MIB)
  expect(await readRaw(server.ask('127.0.1.1'))).toMatch(/^HTTP\/1\.1 429 .*"RATE_LIMITED"/s)
  expect(await readRaw(server.ask('127.0.1.3'))).toMatch(/^HTTP\/1\.1 503 .*"OVERLOADED"/s)
  const [read] = unread
  if (read) expect((await readRaw(read)).length).toBeGreaterThan(16 * MIB)
  await expect.poll(server.budget.used).toBe(16 * MIB)
  for (const socket of unread) socket.destroy()
  await expect.poll(server.budget.used).toBe(0)
})

test('an unread answer makes room for another after a while', async () => {
  await using server = await openServer()
  const unread = server.ask('127.0.1.1')
  await expect.poll(server.budget.used).toBe(16 * MIB)
  await expect
    .poll(async () => (await readRaw(server.ask('127.0.1.1'))).slice(0, 12), { timeout: 10_000 })
    .toBe('HTTP/1.1 200')
  unread.destroy()
})

test('the script of the reference is not copied for everybody who does not read it', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const request = 'GET /docs/js/scalar.js HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'
  const whole = await (await fetch(`${gateway.url}/docs/js/scalar.js`)).arrayBuffer()
  const before = process.memoryUsage().arrayBuffers
  const sockets = Array.from({ length: 40 }, () => sendRaw(gateway.url, request).pause())
  await expect.poll(() => gateway.ask('/api/v1/languages').then(({ status }) => status)).toBe(200)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * whole.byteLength)
  for (const socket of sockets) socket.destroy()
})

test('asking tRPC for headers alone is no defect', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { status } = await fetch(`${gateway.url}/trpc/languages.list`, { method: 'HEAD' })
  expect(status).toBeLessThan(500)
})
