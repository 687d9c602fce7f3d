import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { expect, test, vi } from 'vitest'
import { drainBody } from './drain-body.ts'

test('the rest of a refused body is read at once, although its reader has paused it', async () => {
  // The time after which an answer no longer waits for the rest never comes.
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  using _ = { [Symbol.dispose]: () => void vi.useRealTimers() }
  const raw = new IncomingMessage(new Socket())
  raw.headers = { 'transfer-encoding': 'chunked' }
  raw.push('read by somebody')
  raw.pause()
  const header = vi.fn()
  const draining = drainBody({ raw } as FastifyRequest, { header } as unknown as FastifyReply)
  raw.push('the rest')
  raw.push(null)
  await draining
  expect(raw.readableLength).toBe(0)
  expect(header).not.toHaveBeenCalled()
})
