import { contract } from '@runhive/contracts/define'
import { eventLog, workQueue } from '@runhive/contracts/streams'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { soon } from '../../testing/conformance/guarantee.ts'
import { createMemoryMesh } from '../memory/mesh.ts'
import { codeOf } from './spans.ts'

const greeter = contract('greeter', {
  greet: {
    input: z.object({ name: z.string() }),
    output: z.string(),
    refusals: { RUDE: z.object({}) },
    timeoutMs: 1_000,
  },
})

const definition = workQueue({
  name: 'OBSERVED',
  subject: 'observed.items',
  item: z.object({ n: z.int() }),
  maxItems: 1,
  maxBytes: 1024 * 1024,
  leaseMs: 5_000,
  dedupeMs: 60_000,
  lanes: { light: 2, heavy: 1 },
})

const journal = eventLog({
  name: 'OBSERVED_LOG',
  prefix: 'observed.log',
  event: z.object({ kind: z.literal('step') }),
  keyTokens: 1,
  keepMs: 60_000,
  maxBytes: 1024 * 1024,
})

async function valuesOf(registry: Registry, name: string) {
  const found = (await registry.getMetricsAsJSON()).find((metric) => metric.name === name)
  return (found?.values ?? []).map(({ labels, value }) => ({ ...labels, value }))
}

test('calls are counted on both sides by how they ended, and timed', async () => {
  const registry = new Registry()
  await using mesh = createMemoryMesh({ registry })
  await using _served = await mesh.serve(greeter, {
    greet: async ({ name }, call) => {
      if (name === 'nobody') throw call.refusal('RUDE', {})
      if (name === 'bug') throw new Error('a bug')
      return `hello ${name}`
    },
  })
  const { greet } = mesh.connect(greeter)
  await greet({ name: 'you' })
  await greet({ name: 'you' })
  for (const name of ['nobody', 'bug', 5]) await greet({ name } as { name: string }).catch(() => undefined)
  const expected = [
    { service: 'greeter', procedure: 'greet', code: 'OK', value: 2 },
    { service: 'greeter', procedure: 'greet', code: 'RUDE', value: 1 },
    { service: 'greeter', procedure: 'greet', code: 'INTERNAL', value: 1 },
    { service: 'greeter', procedure: 'greet', code: 'BAD_INPUT', value: 1 },
  ]
  expect(await valuesOf(registry, 'runhive_mesh_calls_total')).toEqual(expected)
  expect(await valuesOf(registry, 'runhive_mesh_answers_total')).toEqual(expected)
  expect(await valuesOf(registry, 'runhive_mesh_call_seconds')).toContainEqual(
    expect.objectContaining({ le: '+Inf', service: 'greeter', procedure: 'greet', value: 5 }),
  )
})

test('a call that nobody serves is counted where it was made', async () => {
  const registry = new Registry()
  await using mesh = createMemoryMesh({ registry })
  await mesh
    .connect(greeter)
    .greet({ name: 'you' })
    .catch(() => undefined)
  expect(await valuesOf(registry, 'runhive_mesh_calls_total')).toEqual([
    { service: 'greeter', procedure: 'greet', code: 'UNAVAILABLE', value: 1 },
  ])
})

test('what goes through a queue is counted: stored, twice the same, too much, and taken again', async () => {
  const registry = new Registry()
  await using mesh = createMemoryMesh({ registry })
  const queue = mesh.queue(definition)
  await queue.publish('a', { n: 1 }, { lane: 'heavy' })
  await queue.publish('a', { n: 1 }, { lane: 'heavy' })
  await queue.publish('b', { n: 2 }).catch(() => undefined)
  await (await queue.take(soon()))[Symbol.asyncDispose]()
  await (await queue.take(soon())).done()
  expect(await valuesOf(registry, 'runhive_queue_published_total')).toEqual([
    { queue: 'OBSERVED', lane: 'heavy', code: 'OK', value: 1 },
    { queue: 'OBSERVED', lane: 'heavy', code: 'DUPLICATE', value: 1 },
    { queue: 'OBSERVED', lane: 'light', code: 'OVERLOADED', value: 1 },
  ])
  expect(await valuesOf(registry, 'runhive_queue_deliveries_total')).toEqual([
    { queue: 'OBSERVED', delivery: 'first', value: 1 },
    { queue: 'OBSERVED', delivery: 'again', value: 1 },
  ])
  expect(await valuesOf(registry, 'runhive_queue_wait_seconds')).toContainEqual(
    expect.objectContaining({ le: '+Inf', value: 1 }),
  )
})

test('events are counted as they are appended and as they are handled', async () => {
  const registry = new Registry()
  await using mesh = createMemoryMesh({ registry })
  const log = mesh.log(journal)
  let failed = false
  await log.append('a', 1, { kind: 'step' })
  await using _consumer = await log.consume({ consumer: 'history', kinds: ['step'] }, async () => {
    if (failed) return
    failed = true
    throw new Error('not now')
  })
  await expect
    .poll(() => valuesOf(registry, 'runhive_events_handled_total'))
    .toEqual([
      { log: 'OBSERVED_LOG', consumer: 'history', code: 'INTERNAL', value: 1 },
      { log: 'OBSERVED_LOG', consumer: 'history', code: 'OK', value: 1 },
    ])
  expect(await valuesOf(registry, 'runhive_events_published_total')).toEqual([
    { log: 'OBSERVED_LOG', kind: 'step', code: 'OK', value: 1 },
  ])
})

test('a code is a name of ours, and what has none is a defect', () => {
  expect(codeOf(Object.assign(new Error('x'), { code: 'NOT_FOUND' }))).toBe('NOT_FOUND')
  expect(codeOf(Object.assign(new Error('x'), { code: 'what somebody wrote' }))).toBe('INTERNAL')
  expect(codeOf('x')).toBe('INTERNAL')
})
