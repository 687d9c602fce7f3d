import { createClient, watchExecution } from '@runhive/client/client'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openTestGateway } from '../../../testing/gateway.ts'

const hello = { language: 'python', source: '' }

/** An open socket, or the status with which it was refused. */
function connect(url: string, headers: Record<string, string> = {}): Promise<WebSocket | number> {
  const answered = Promise.withResolvers<WebSocket | number>()
  const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc`, { headers })
  socket.on('open', () => answered.resolve(socket))
  socket.on('unexpected-response', (_, { statusCode = 0, headers: answer }) => {
    expect(answer['retry-after']).toBe('1')
    answered.resolve(statusCode)
  })
  socket.on('error', answered.reject)
  return answered.promise
}

test('one socket too many from an address is refused, until another one closes', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { MAX_SOCKETS_PER_IP: '2' } })
  const first = await connect(gateway.url)
  expect(await connect(gateway.url)).toBeInstanceOf(WebSocket)
  expect(await connect(gateway.url)).toBe(429)
  if (first instanceof WebSocket) first.close()
  await expect.poll(() => connect(gateway.url)).toBeInstanceOf(WebSocket)
})

test('behind a trusted proxy the address is the one it tells, for limits and for auth; else it is not believed', async () => {
  const from = (ip: string) => ({ 'x-forwarded-for': ip })
  const env = { MAX_SOCKETS_PER_IP: '1' }
  await using trusting = await openTestGateway({ hold: false, env: { ...env, TRUST_PROXY: '127.0.0.1' } })
  const socket = await connect(trusting.url, from('192.0.2.1'))
  expect(await connect(trusting.url, from('192.0.2.2'))).toBeInstanceOf(WebSocket)
  expect(await connect(trusting.url, from('192.0.2.1'))).toBe(429)
  if (socket instanceof WebSocket) socket.send('{"id":1,"method":"query","params":{"path":"languages.list"}}')
  await expect.poll(() => trusting.auth.asked.map(({ ip }) => ip)).toEqual(['192.0.2.1'])

  await using other = await openTestGateway({ hold: false, env })
  expect(await connect(other.url, from('192.0.2.1'))).toBeInstanceOf(WebSocket)
  expect(await connect(other.url, from('192.0.2.2'))).toBe(429)
})

test('an address counts as one however it is written, and of IPv6 a whole /64 counts as one', async () => {
  const env = { MAX_SOCKETS_PER_IP: '1', TRUST_PROXY: '127.0.0.1' }
  await using gateway = await openTestGateway({ hold: false, env })
  const from = (ip: string) => connect(gateway.url, { 'x-forwarded-for': ip })
  expect(await from('2001:db8:0:1::1')).toBeInstanceOf(WebSocket)
  for (const same of ['2001:db8:0:1::2', '2001:0DB8:0:1:ffff::', '[2001:db8:0:1::3]:4711']) {
    expect(await from(same)).toBe(429)
  }
  expect(await from('2001:db8:0:2::1')).toBeInstanceOf(WebSocket)
  expect(await from('192.0.2.1')).toBeInstanceOf(WebSocket)
  for (const same of ['::ffff:192.0.2.1', '::ffff:c000:201', '192.0.2.1:4711'])
    expect(await from(same)).toBe(429)
})

test('auth gets the whole address in one form, over every transport', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { TRUST_PROXY: '127.0.0.1' } })
  for (const ip of ['::ffff:192.0.2.1', '2001:0DB8::1', 'nonsense']) {
    await gateway.ask('/api/v1/languages', { headers: { 'x-forwarded-for': ip } })
    await gateway.ask('/auth/sign-in', { headers: { 'x-forwarded-for': ip }, redirect: 'manual' })
  }
  const told = ['192.0.2.1', '2001:db8::1', '127.0.0.1'].flatMap((ip) => [ip, ip])
  expect(gateway.auth.asked.map(({ ip }) => ip)).toEqual(told)
})

test('one subscription too many on a socket is refused in a clear sentence, until another one ends', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { MAX_SUBSCRIPTIONS_PER_SOCKET: '2' } })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.submit.mutate(hello)
  const leaving = [new AbortController(), new AbortController()]
  const seen: string[] = []
  const watches = leaving.map(async ({ signal }) => {
    for await (const { event } of watchExecution(client, id, { signal })) seen.push(event.kind)
  })
  const left = Promise.allSettled(watches)
  await expect.poll(() => seen).toEqual(['queued', 'queued'])
  const third = () => watchExecution(client, id).next()
  await expect(third()).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    message: 'Too many subscriptions are open on this socket; close one first.',
    details: { maximum: 2 },
  })
  leaving[0]?.abort()
  await expect.poll(third).toMatchObject({ value: { event: { kind: 'queued' } } })
  leaving[1]?.abort()
  await left
})

test('subscriptions that have ended or were refused take no place', async () => {
  await using gateway = await openTestGateway({ env: { MAX_SUBSCRIPTIONS_PER_SOCKET: '1' } })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.run.mutate(hello)
  for (let round = 0; round < 3; round++) {
    await expect(watchExecution(client, '0192f0c1-2d3e-7abc-8def-0123456789ab').next()).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    )
    expect(await Array.fromAsync(watchExecution(client, id))).toHaveLength(5)
    await Array.fromAsync(watchExecution(client, id, { after: 5 })).catch(() => undefined)
  }
})

test('as many subscriptions as a socket may hold can begin in one message, as after a reconnect', async () => {
  await using gateway = await openTestGateway({ env: { MAX_SUBSCRIPTIONS_PER_SOCKET: '60' } })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.run.mutate(hello)
  const watches = Array.from({ length: 60 }, () => Array.fromAsync(watchExecution(client, id)))
  expect((await Promise.all(watches)).map(({ length }) => length)).toEqual(
    Array.from({ length: 60 }, () => 5),
  )
})
