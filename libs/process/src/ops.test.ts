import { Counter, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { type OpsOptions, startOps } from './ops.ts'

const start = (options: Partial<OpsOptions> = {}) =>
  startOps({ host: '127.0.0.1', port: 0, service: 'auth', checks: {}, ...options })

async function get(ops: { port: number }, path: string) {
  const response = await fetch(`http://127.0.0.1:${ops.port}${path}`)
  return { status: response.status, body: await response.text() }
}

test('a service is ready when every check passes', async () => {
  await using ops = await start({ checks: { mesh: async () => {}, database: async () => {} } })
  expect(await get(ops, '/readyz')).toMatchObject({ status: 200 })
})

test('one failing check makes it not ready and is named; its error stays with us', async () => {
  const errors: unknown[] = []
  await using ops = await start({
    checks: { mesh: async () => {}, database: () => Promise.reject(new Error('password hunter2 rejected')) },
    onFailedCheck: (name, error) => errors.push([name, error]),
  })
  const { status, body } = await get(ops, '/readyz')
  expect(status).toBe(503)
  expect(JSON.parse(body)).toEqual({ status: 'not ready', service: 'auth', failing: ['database'] })
  expect(errors).toEqual([['database', new Error('password hunter2 rejected')]])
})

test('a check that never answers fails in bounded time and is told to give up', async () => {
  let given: AbortSignal | undefined
  const stuck = (signal: AbortSignal) => {
    given = signal
    return new Promise<void>(() => {})
  }
  await using ops = await start({ checks: { database: stuck }, checkTimeoutMs: 20 })
  expect(JSON.parse((await get(ops, '/readyz')).body).failing).toEqual(['database'])
  expect(given?.aborted).toBe(true)
})

test('a check is asked once for everyone who asks at the same time', async () => {
  const gate = Promise.withResolvers<void>()
  const asked: AbortSignal[] = []
  const check = (signal: AbortSignal) => {
    asked.push(signal)
    return gate.promise
  }
  await using ops = await start({ checks: { database: check } })
  const answers = Promise.all([get(ops, '/readyz'), get(ops, '/readyz'), get(ops, '/readyz')])
  await expect.poll(() => asked.length).toBe(1)
  await get(ops, '/healthz') // the server has seen all four by now
  gate.resolve()
  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200])
  expect(asked).toHaveLength(1)
})

test('liveness does not depend on any check', async () => {
  await using ops = await start({ checks: { database: () => Promise.reject(new Error('away')) } })
  expect(await get(ops, '/healthz')).toMatchObject({ status: 200 })
})

test("the process's own metrics are served beside the service's", async () => {
  const registry = new Registry()
  new Counter({ name: 'runhive_admissions_total', help: 'Requests admitted.', registers: [registry] }).inc(3)
  await using ops = await start({ registry })
  const { body } = await get(ops, '/metrics')
  expect(body).toContain('runhive_admissions_total 3')
  expect(body).toContain('nodejs_eventloop_lag_seconds')
})

test('other paths and methods are refused', async () => {
  await using ops = await start()
  expect((await get(ops, '/debug')).status).toBe(404)
  const post = await fetch(`http://127.0.0.1:${ops.port}/readyz`, { method: 'POST' })
  expect(post.status).toBe(405)
})

test('a port in use is an error, and disposing frees the port', async () => {
  const first = await start()
  await expect(start({ port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await first[Symbol.asyncDispose]()
  await using second = await start({ port: first.port })
  expect(second.port).toBe(first.port)
})

test('metrics tell which dependency does not answer', async () => {
  const registry = new Registry()
  await using ops = await startOps({
    host: '127.0.0.1',
    port: 0,
    service: 'demo',
    registry,
    checks: {
      mesh: async () => 'here',
      database: async () => {
        throw new Error('away')
      },
    },
  })
  const text = await (await fetch(`http://127.0.0.1:${ops.port}/metrics`)).text()
  expect(text).toContain('runhive_dependency_up{dependency="mesh"} 1')
  expect(text).toContain('runhive_dependency_up{dependency="database"} 0')
})
