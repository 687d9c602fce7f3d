import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createResolve } from './resolve.ts'

const A = 1
const AAAA = 28
const NOT_THERE = 3

/** What a name's server says to a question of one type; undefined for nothing at all, for ever. */
type Answers = (type: number) => readonly Buffer[] | 'not there' | undefined

/** A name server on this machine. */
async function startNameServer(answers: Answers) {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query)
    asked.push(name)
    const answer = answers(type)
    if (answer === undefined) return
    const records = answer === 'not there' ? [] : answer
    const head = Buffer.alloc(12)
    head.writeUInt16BE(query.readUInt16BE(0), 0)
    head.writeUInt16BE(0x8180 | (answer === 'not there' ? NOT_THERE : 0), 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(records.length, 6)
    const body = records.map((data) => Buffer.concat([recordHead(type, data.length), data]))
    socket.send(Buffer.concat([head, query.subarray(12, end), ...body]), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const resolve = createResolve({ servers: [`127.0.0.1:${socket.address().port}`] })
  return { asked, resolve, [Symbol.asyncDispose]: async () => void socket.close() }
}

function readQuestion(query: Buffer) {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 }
}

function recordHead(type: number, length: number): Buffer {
  const head = Buffer.from('c00c00000001000000000000', 'hex') // the name above, class IN, valid for no time
  head.writeUInt16BE(type, 2)
  head.writeUInt16BE(length, 10)
  return head
}

const ipv4 = Buffer.from([93, 184, 215, 14])
const ipv6 = Buffer.from('26062800021f00cb0000000000000007', 'hex')
const never = new AbortController().signal
const direct = { system: false, signal: never }

test('a name has the addresses of both families', async () => {
  await using server = await startNameServer((type) => (type === A ? [ipv4, ipv4] : [ipv6]))
  const addresses = await server.resolve('hooks.example.org', direct)
  expect(addresses).toEqual(['93.184.215.14', '93.184.215.14', '2606:2800:21f:cb::7'])
  expect(new Set(server.asked)).toEqual(new Set(['hooks.example.org']))
})

test('one family is enough', async () => {
  await using old = await startNameServer((type) => (type === A ? [ipv4] : 'not there'))
  expect(await old.resolve('hooks.example.org', direct)).toEqual(['93.184.215.14'])
  await using modern = await startNameServer((type) => (type === AAAA ? [ipv6] : []))
  expect(await modern.resolve('hooks.example.org', direct)).toEqual(['2606:2800:21f:cb::7'])
})

test('a name without any address rejects', async () => {
  await using server = await startNameServer(() => 'not there')
  await expect(server.resolve('hooks.example.org', direct)).rejects.toThrow()
  await using empty = await startNameServer(() => [])
  await expect(empty.resolve('hooks.example.org', direct)).rejects.toThrow()
})

test('a server that never answers is given up with the try', async () => {
  await using server = await startNameServer(() => undefined)
  const abort = new AbortController()
  const resolving = server.resolve('hooks.example.org', { system: false, signal: abort.signal })
  await expect.poll(() => server.asked.length).toBeGreaterThan(1)
  abort.abort()
  await expect(resolving).rejects.toMatchObject({ code: 'ECANCELLED' })
})

test('names that the operator allows, and names without a dot, are the system’s to resolve', async () => {
  await using server = await startNameServer(() => [])
  const loopback = ['127.0.0.1', '::1']
  for (const address of await server.resolve('localhost', direct)) expect(loopback).toContain(address)
  await server.resolve('host.not-there.invalid', { system: true, signal: never }).catch(() => {})
  expect(server.asked).toEqual([])
})
