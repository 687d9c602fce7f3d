import type { Runtime } from '@runhive/contracts/executor'
import { executor } from '@runhive/contracts/executor'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { RUNTIMES } from '../testing/catalogue.ts'
import { openTestGateway } from '../testing/gateway.ts'
import { serveExecutor } from '../testing/services.ts'
import { createCatalogue } from './catalogue.ts'

test('a language that an executor has just learned is found without waiting for the cache to age', async () => {
  await using mesh = createMemoryMesh()
  let runtimes: Runtime[] = RUNTIMES.slice(0, 1)
  await using _ = await serveExecutor(mesh, () => runtimes)
  const catalogue = createCatalogue(mesh.connect(executor))
  expect(await catalogue.list()).toHaveLength(1)
  runtimes = RUNTIMES
  expect(await catalogue.resolve({ language: 'gcc' })).toMatchObject({ id: 'c-gcc-12' })
})

test('asking for unknown languages in a loop asks executors at most once a second', async () => {
  await using mesh = createMemoryMesh()
  let asked = 0
  await using _ = await serveExecutor(mesh, () => {
    asked += 1
    return RUNTIMES
  })
  const catalogue = createCatalogue(mesh.connect(executor))
  for (let i = 0; i < 20; i++) {
    await expect(catalogue.resolve({ language: 'cobol' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  }
  expect(asked).toBe(2)
})

test('while every executor is away, what was known still serves', async () => {
  await using mesh = createMemoryMesh()
  const serving = await serveExecutor(mesh)
  const catalogue = createCatalogue(mesh.connect(executor))
  await catalogue.list()
  await serving[Symbol.asyncDispose]()
  expect(await catalogue.resolve({ language: 'python' })).toMatchObject({ id: 'python-3.13' })
  await expect(catalogue.resolve({ language: 'cobol' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
})

test('when no executor has ever answered, the gateway says 503 with a time to come back, and is not ready', async () => {
  await using gateway = await openTestGateway({ absent: ['executor'] })
  for (const [path, json] of [
    ['/api/v1/languages', undefined],
    ['/api/v1/executions', { language: 'python', source: '' }],
  ] as const) {
    const answer = await gateway.ask(path, { json })
    expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } })
    expect(answer.headers.get('retry-after')).toBe('1')
  }
  expect(await gateway.ask('/readyz')).toMatchObject({ status: 503, body: { failing: ['executor'] } })
})

test('when auth is away nobody gets in, and the gateway is not ready', async () => {
  await using gateway = await openTestGateway({ absent: ['auth'] })
  const answer = await gateway.ask('/api/v1/executions', { json: { language: 'python', source: '' } })
  expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } })
  expect(await gateway.queued()).toBe(0)
  expect(await gateway.ask('/readyz')).toMatchObject({ status: 503, body: { failing: ['auth'] } })
})

test('when history is away executions run, and the status says who is missing', async () => {
  await using gateway = await openTestGateway({ absent: ['history'] })
  expect(
    await gateway.ask('/api/v1/executions?wait=true', { json: { language: 'python', source: '' } }),
  ).toMatchObject({
    status: 200,
  })
  const { body } = await gateway.ask('/api/v1/status')
  expect(body).toMatchObject({
    status: 'degraded',
    executors: [{ slots: { total: 2 }, pools: { core: { warm: 1 } } }],
  })
  expect(body.services).toContainEqual({ name: 'history', instances: [] })
  expect(await gateway.ask('/readyz')).toMatchObject({ status: 200 })
})
