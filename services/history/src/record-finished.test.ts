import { eventKey, executionEvents } from '@runhive/contracts/execution-streams'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import type { ExecutionRecord } from './domain/record.ts'
import { recordFinished } from './record-finished.ts'
import { aResult } from './testing.ts'

function open(record?: (execution: ExecutionRecord) => Promise<void>) {
  const mesh = createMemoryMesh()
  const kept: ExecutionRecord[] = []
  const logged: unknown[] = []
  const consume = () =>
    recordFinished({
      mesh,
      record: async (execution) => {
        await record?.(execution)
        kept.push(execution)
      },
      retention: { defaultDays: 30, maxDays: 365 },
      log: { error: (fields: unknown) => void logged.push(fields) },
    })
  return { mesh, kept, logged, consume, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('finished executions are kept, other events are not', async () => {
  await using world = open()
  await using _consuming = await world.consume()
  const log = world.mesh.log(executionEvents)
  const result = aResult()
  const key = eventKey('a1', result.id)
  await log.append(key, 1, { kind: 'started', runtime: 'python-3.13', executor: 'one' })
  await log.append(key, 2, { kind: 'output', stream: 'stdout', text: 'hello\n' })
  await log.append(key, 3, { kind: 'finished', result, retentionDays: 7 })
  const expiresAt = new Date('2030-01-08T00:00:00.013Z')
  await expect.poll(() => world.kept).toEqual([{ id: result.id, accountId: 'a1', result, expiresAt }])
})

test('what finished while history was away is kept when it is back', async () => {
  await using world = open()
  await (await world.consume())[Symbol.asyncDispose]()
  const result = aResult()
  await world.mesh.log(executionEvents).append(eventKey('a1', result.id), 1, { kind: 'finished', result })
  await using _consuming = await world.consume()
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([result.id])
})

test('a database that is away loses nothing: the event comes again', async () => {
  let away = true
  await using world = open(async () => {
    if (!away) return
    away = false
    throw new Error('the database is unavailable')
  })
  await using _consuming = await world.consume()
  const result = aResult()
  await world.mesh.log(executionEvents).append(eventKey('a1', result.id), 1, { kind: 'finished', result })
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([result.id])
})

test('a result under a key that is not its own is reported without its content, and the next one is kept', async () => {
  await using world = open()
  await using _consuming = await world.consume()
  const log = world.mesh.log(executionEvents)
  const [wrong, right] = [aResult(), aResult()]
  await log.append(eventKey('a1', aResult().id), 1, { kind: 'finished', result: wrong })
  await log.append(eventKey('a1', right.id), 1, { kind: 'finished', result: right })
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([right.id])
  expect(world.logged).toEqual([{ executionId: wrong.id }])
})
