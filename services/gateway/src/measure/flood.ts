/**
 * What one flooding WebSocket costs everybody else: `node services/gateway/src/measure/flood.ts [seconds] [limited|unlimited]`.
 * The gateway stands on a memory mesh in this process; the flood and the honest callers are processes of their own.
 * `limited`: auth refuses the flood after 60 requests, as a plan's rate does; `unlimited`: it admits everything.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { openTestGateway } from '../testing/gateway.ts'

/** Messages that wait to be written before the flood pauses. */
const AHEAD_BYTES = 4 * 1024 * 1024
const PAUSE_MS = 20
const MIB = 1024 * 1024
const LIMIT = 60

const socketOf = (url: string) => `${url.replace('http', 'ws')}/trpc`
const query = (id: number) =>
  JSON.stringify({ id, method: 'query', params: { path: 'languages.list', input: {} } })

/** Sends as fast as it can, without a credential; opens another socket when one is closed. */
async function flood(url: string, untilMs: number): Promise<Record<string, number>> {
  const told = { sent: 0, answered: 0, sockets: 0 }
  while (Date.now() < untilMs) {
    const socket = new WebSocket(socketOf(url))
    socket.on('error', () => {})
    socket.on('message', () => void told.answered++)
    const closed = once(socket, 'close').catch(() => {})
    if ((await Promise.race([once(socket, 'open').then(() => 'open'), closed])) !== 'open') continue
    told.sockets += 1
    while (socket.readyState === socket.OPEN && Date.now() < untilMs) {
      for (let turn = 0; turn < 500 && socket.bufferedAmount < AHEAD_BYTES; turn++) {
        told.sent += 1
        socket.send(query(told.sent))
      }
      await sleep(0)
    }
    socket.terminate()
    await closed
  }
  return told
}

/** Asks again and again with a key, and tells how long the answers took. */
async function honest(
  url: string,
  untilMs: number,
  over: 'http' | 'socket',
): Promise<Record<string, number>> {
  const headers = { authorization: 'Bearer rh_alice' }
  const ask = over === 'http' ? overHttp(url, headers) : await overSocket(url, headers)
  const times: number[] = []
  while (Date.now() < untilMs) {
    const startedAt = performance.now()
    await ask()
    times.push(performance.now() - startedAt)
    await sleep(PAUSE_MS)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? Number.NaN) * 10) / 10
  return { calls: times.length, p50: at(0.5), p95: at(0.95), worst: at(0.999) }
}

function overHttp(url: string, headers: Record<string, string>) {
  return async () => void (await (await fetch(`${url}/api/v1/languages`, { headers })).text())
}

async function overSocket(url: string, headers: Record<string, string>) {
  const socket = new WebSocket(socketOf(url), { headers })
  await once(socket, 'open')
  let id = 0
  return async () => {
    socket.send(query(++id))
    for (;;) {
      const [data] = await once(socket, 'message')
      if (JSON.parse(String(data)).id === id) return
    }
  }
}

const [, file = '', first = '15', second = 'limited', role, until] = process.argv
if (role !== undefined) {
  const told = role === 'flood' ? flood(first, Number(until)) : honest(first, Number(until), role as 'http')
  process.send?.(await told, () => process.exit())
} else {
  await using gateway = await openTestGateway({ env: { LOG_LEVEL: 'silent' } })
  if (second === 'limited') {
    gateway.auth.maximum = LIMIT
    gateway.auth.counts.set('key-alice', -1_000_000)
  }
  const untilMs = Date.now() + Number(first) * 1000
  const before = process.memoryUsage().rss
  let most = before
  const looking = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 100)
  const roles = ['http', 'socket', 'flood']
  const parts = roles.map(async (part) => {
    const child = fork(file, [gateway.url, second, part, String(untilMs)])
    const [told] = await once(child, 'message')
    process.stdout.write(`${part.padEnd(8)} ${JSON.stringify(told)}\n`)
  })
  await Promise.all(parts)
  clearInterval(looking)
  process.stdout.write(`admissions asked for ${gateway.auth.asked.length}\n`)
  process.stdout.write(`memory   +${Math.round((most - before) / MIB)} MiB\n`)
}
