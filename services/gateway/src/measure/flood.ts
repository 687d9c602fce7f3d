/**
 * What flooding WebSockets cost everybody else: `node services/gateway/src/measure/flood.ts [seconds]
 * [limited|unlimited] [sockets]`. The gateway stands on a memory mesh in this process; the flood and the honest
 * callers are processes of their own. `limited`: auth refuses the flood after 60 requests, as a plan's rate does;
 * `unlimited`: it admits everything.
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

function play(role: string, url: string, untilMs: number, sockets: number) {
  if (role !== 'flood') return honest(url, untilMs, role === 'http' ? 'http' : 'socket')
  return floodOver(url, untilMs, sockets)
}

async function floodOver(url: string, untilMs: number, sockets: number): Promise<Record<string, number>> {
  const all = await Promise.all(Array.from({ length: sockets }, () => flood(url, untilMs)))
  const sum = (name: string) => all.reduce((total, told) => total + (told[name] ?? 0), 0)
  return { sent: sum('sent'), answered: sum('answered'), sockets: sum('sockets') }
}

async function measure(seconds: number, isLimited: boolean, sockets: number): Promise<void> {
  await using gateway = await openTestGateway({ env: { LOG_LEVEL: 'silent' } })
  if (isLimited) {
    gateway.auth.maximum = LIMIT
    gateway.auth.counts.set('key-alice', -1_000_000)
  }
  const before = process.memoryUsage().rss
  let most = before
  const looking = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 100)
  const parts = ['http', 'socket', 'flood'].map((role) => {
    const child = fork(import.meta.filename, [role, gateway.url, String(sockets)])
    return { role, child, ready: once(child, 'message') }
  })
  // Nobody begins before all are there.
  await Promise.all(parts.map(({ ready }) => ready))
  const untilMs = Date.now() + seconds * 1000
  const playing = parts.map(async ({ role, child }) => {
    child.send(untilMs)
    const [told] = await once(child, 'message')
    process.stdout.write(`${role.padEnd(8)} ${JSON.stringify(told)}\n`)
  })
  await Promise.all(playing)
  clearInterval(looking)
  process.stdout.write(`admissions asked for ${gateway.auth.asked.length}\n`)
  process.stdout.write(`memory   +${Math.round((most - before) / MIB)} MiB\n`)
}

const [first = '15', second = 'limited', third = '1'] = process.argv.slice(2)
if (process.send) {
  process.send('ready')
  const [untilMs] = await once(process, 'message')
  process.send(await play(first, second, untilMs, Number(third)), () => process.exit())
} else await measure(Number(first), second === 'limited', Number(third))
