import { createClient, watchExecution } from '@runhive/client/client'
import { executionQueue } from '@runhive/contracts/execution-streams'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { createQueueMetric } from './queue-metrics.ts'

async function readMetrics(gateway: TestGateway): Promise<string> {
  return String((await gateway.ask('/metrics')).body.text)
}

test('a procedure is counted by its name and how it ended, over REST and over tRPC alike', async () => {
  await using gateway = await openTestGateway()
  const hello = { language: 'python', source: 'print(1)' }
  await gateway.ask('/api/v1/executions?wait=true', { json: hello })
  await createClient({ url: gateway.url, apiKey: 'rh_alice' }).executions.run.mutate(hello)
  await gateway.ask('/api/v1/executions', { json: { language: 'cobol', source: '' } })
  const text = await readMetrics(gateway)
  expect(text).toContain('runhive_procedure_calls_total{procedure="executions.run",code="OK"} 2')
  expect(text).toContain('runhive_procedure_calls_total{procedure="executions.submit",code="BAD_INPUT"} 1')
  expect(text).toContain('runhive_procedure_seconds_count{procedure="executions.run"} 2')
  for (const lane of Object.keys(executionQueue.lanes ?? {})) {
    expect(text).toContain(`runhive_queue_depth{lane="${lane}"} 0`)
  }
  expect(text).toContain('runhive_queue_copies_behind 0')
  expect(text).toContain('runhive_queue_bytes 0')
})

test('nobody can make a new time series: an unknown procedure is none, and an unknown route is `none`', async () => {
  await using gateway = await openTestGateway()
  await gateway.ask('/trpc/executions.zzunknown')
  await gateway.ask('/zzunknown')
  const text = await readMetrics(gateway)
  expect(text).not.toContain('zzunknown')
  expect(text).toContain('route="none"')
})

test('a depth that cannot be had is no figure, and not an old one', async () => {
  const registry = new Registry()
  let away = false
  createQueueMetric(registry, async () => {
    if (away) throw new Error('away')
    return { light: 3 }
  })
  expect(await registry.metrics()).toContain('runhive_queue_depth{lane="light"} 3')
  away = true
  expect(await registry.metrics()).not.toContain('lane="light"')
})

test('open sockets and subscriptions are counted while they are open', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask('/api/v1/executions?wait=true', {
    json: { language: 'python', source: 'print(1)' },
  })
  expect(await readMetrics(gateway)).toContain('runhive_sockets_open 0')
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  for await (const _ of watchExecution(client, body.id ?? '')) {
    await expect.poll(() => readMetrics(gateway)).toMatch(/runhive_sockets_open 1\n/)
    break
  }
  await expect.poll(() => readMetrics(gateway)).toMatch(/runhive_subscriptions_open 0\n/)
})
