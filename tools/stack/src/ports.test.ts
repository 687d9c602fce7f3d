import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { findFreePorts, isPortFree } from './ports.ts'
import { choosePorts, PORT_NAMES } from './stack-ports.ts'

const running = (name: string, ports: Record<string, number>, alive = true) => ({
  name,
  ports,
  alive,
  process: { pid: 1, startTime: '' },
  startedAt: '',
  fingerprint: '',
  log: '',
  stop: { signal: 'SIGTERM', graceMs: 1 } as const,
})

test('free ports are all different and nobody listens on them', async () => {
  const ports = await findFreePorts(8)
  expect(new Set(ports).size).toBe(8)
  expect(await Promise.all(ports.map(isPortFree))).not.toContain(false)
})

test('a port somebody listens on is not free', async () => {
  await using server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  expect(await isPortFree(typeof address === 'object' ? (address?.port ?? 0) : 0)).toBe(false)
})

test('a stack has a port of its own for everything', async () => {
  const ports = await choosePorts('free', [])
  expect(Object.keys(ports).sort()).toEqual([...PORT_NAMES].sort())
  expect(new Set(Object.values(ports)).size).toBe(PORT_NAMES.length)
})

test('a part that runs keeps its ports, unless others were asked for; a dead one does not', async () => {
  const parts = [
    running('gateway', { http: 4000, ops: 4100 }),
    running('nats', { client: 4222 }),
    running('postgres', { client: 4432 }, false),
  ]
  const kept = await choosePorts('free', parts)
  expect(kept).toMatchObject({ http: 4000, 'gateway-ops': 4100, nats: 4222 })
  expect(kept.postgres).not.toBe(4432)
  expect(await choosePorts({ http: 5000 }, parts)).toMatchObject({ http: 5000, nats: 4222 })
})
