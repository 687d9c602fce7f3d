import { eventKey, executionEvents } from '@runhive/contracts/execution-streams'
import { expect, test } from 'vitest'
import { aResult, aResultThatPrinted, openRecording } from './testing.ts'

test('finished executions are kept, other events are not', async () => {
  await using world = openRecording()
  await using _consuming = await world.consume()
  const log = world.mesh.log(executionEvents)
  const result = aResult()
  const key = eventKey('a1', result.id)
  await log.append(key, 1, { kind: 'started', runtime: 'python-3.13', executor: 'one' })
  await log.append(key, 2, { kind: 'output', stream: 'stdout', text: 'hello\n' })
  await world.finish(key, result, { retentionDays: 7 })
  const expiresAt = new Date('2030-01-08T00:00:00.013Z')
  await expect
    .poll(() => world.kept)
    .toEqual([{ id: result.id, accountId: 'a1', result, expiresAt, resultJson: JSON.stringify(result) }])
})

test('what finished while history was away is kept when it is back', async () => {
  await using world = openRecording()
  await (await world.consume())[Symbol.asyncDispose]()
  const result = aResult()
  await world.finish(eventKey('a1', result.id), result)
  await using _consuming = await world.consume()
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([result.id])
})

test('a database that is away loses nothing: the event comes again', async () => {
  let away = true
  await using world = openRecording({
    write: async () => {
      if (!away) return
      away = false
      throw new Error('the database is unavailable')
    },
  })
  await using _consuming = await world.consume()
  const result = aResult()
  await world.finish(eventKey('a1', result.id), result)
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([result.id])
})

test('a result under a key that is not its own is reported without its content, and the next one is kept', async () => {
  await using world = openRecording()
  await using _consuming = await world.consume()
  const [wrong, right] = [aResult(), aResult()]
  const webhook = { url: 'https://hooks.example.org/x' }
  await world.finish(eventKey('a1', aResult().id), wrong, { webhook })
  await world.finish(eventKey('a1', right.id), right)
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([right.id])
  expect(world.logged).toEqual([{ executionId: wrong.id }])
})

test('executions that finish together are written together', async () => {
  const writes: number[] = []
  await using world = openRecording({ write: async (finished) => void writes.push(finished.length) })
  const results = Array.from({ length: 40 }, () => aResult())
  for (const result of results) await world.finish(eventKey('a1', result.id), result)
  await using _consuming = await world.consume()
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual(results.map(({ id }) => id))
  expect(writes).toEqual([40])
})

test('large results are written in parts, and an execution that ended twice never is twice in one', async () => {
  const writes: string[][] = []
  await using world = openRecording({
    write: async (finished) => void writes.push(finished.map(({ id }) => id)),
  })
  const large = Array.from({ length: 3 }, () => aResultThatPrinted('x'.repeat(5 * 1024 * 1024)))
  const [one, two] = [aResult(), aResult()]
  for (const result of [...large, one, two]) await world.finish(eventKey('a1', result.id), result)
  await world.mesh.log(executionEvents).append(eventKey('a1', one.id), 6, { kind: 'finished', result: one })
  await using _consuming = await world.consume()
  await expect.poll(() => world.kept.length).toBe(6)
  expect(writes).toEqual([[...large.map(({ id }) => id), one.id, two.id], [one.id]])
})
