import { RpcError } from '@runhive/contracts/define'
import { eventKey, executionEvents, executionRequests } from '@runhive/contracts/execution-streams'
import { expect, test } from 'vitest'
import { aRequest, aResult, openRecording } from './testing.ts'

async function open(options: Parameters<typeof openRecording>[0] = {}) {
  const world = openRecording(options)
  const consuming = await world.consume()
  const send = (key: string) =>
    world.mesh.log(executionRequests).append(key, 1, { kind: 'asked', request: aRequest() })
  const requests = () => world.kept.flatMap(({ id, requestJson }) => (requestJson === undefined ? [] : [id]))
  return {
    ...{ ...world, send, requests },
    async [Symbol.asyncDispose]() {
      await consuming[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    },
  }
}
const requestSent = true

test('what was asked is kept when its execution has finished, for as long as the result', async () => {
  await using world = await open()
  const result = aResult()
  const key = eventKey('a1', result.id)
  await world.send(key)
  await world.mesh.log(executionEvents).append(key, 1, { kind: 'queued', position: 0 })
  expect(world.kept).toEqual([])
  await world.finish(key, result, { requestSent, retentionDays: 7 })
  const expiresAt = new Date('2030-01-08T00:00:00.013Z')
  await expect.poll(() => world.kept).toMatchObject([{ id: result.id, accountId: 'a1', expiresAt }])
  expect(world.kept[0]?.requestJson).toBe(JSON.stringify(aRequest()))
})

test('a request that comes after the end is kept too, and meanwhile the result is, with all that came with it', async () => {
  await using world = await open()
  const [late, other] = [aResult(), aResult()]
  const key = eventKey('a1', late.id)
  await world.finish(key, late, { requestSent })
  await world.finish(eventKey('a1', other.id), other)
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual(expect.arrayContaining([late.id, other.id]))
  expect(world.requests()).toEqual([])
  await world.send(key)
  await expect.poll(world.requests).toEqual([late.id])
  expect(world.kept.filter(({ id }) => id === other.id)).toHaveLength(1)
})

test('one that never comes is given up, and keeps nobody else’s from being kept', async () => {
  await using world = await open({ now: new Date('2030-01-01T00:02:00.000Z') })
  const [lost, next] = [aResult(), aResult()]
  await world.finish(eventKey('a1', lost.id), lost, { requestSent })
  await world.send(eventKey('a1', next.id))
  await world.finish(eventKey('a1', next.id), next, { requestSent })
  await expect.poll(world.requests).toEqual([next.id])
  expect(world.kept.map(({ id }) => id)).toEqual([lost.id, next.id])
  expect(world.logged).toEqual([{ executionId: lost.id }])
})

test('a log of requests that cannot be asked keeps no result from being recorded, and is asked again', async () => {
  let away = true
  await using world = await open({
    // So long after the end that one that has not arrived is given up.
    now: new Date('2030-01-01T00:02:00.000Z'),
    last: async (key) => {
      if (!away) return { key, number: 1, event: { kind: 'asked', request: aRequest() } }
      away = false
      throw new RpcError('UNAVAILABLE')
    },
  })
  const result = aResult()
  await world.finish(eventKey('a1', result.id), result, { requestSent })
  await expect.poll(world.requests).toEqual([result.id])
  expect(world.kept.map(({ id }) => id)).toEqual([result.id, result.id])
})

test('nothing is kept of what is not to be stored, of what was not sent, and of what older services ran', async () => {
  await using world = await open()
  const [unstored, unsent, older, shown] = [aResult({ stored: false }), aResult(), aResult(), aResult()]
  for (const { id } of [unstored, unsent, older, shown]) await world.send(eventKey('a1', id))
  await world.finish(eventKey('a1', unstored.id), unstored, { requestSent })
  await world.finish(eventKey('a1', unsent.id), unsent, { requestSent: false })
  await world.finish(eventKey('a1', older.id), older)
  await world.finish(eventKey('a1', shown.id), shown, { requestSent })
  await expect.poll(() => world.kept.length).toBe(4)
  expect(world.requests()).toEqual([shown.id])
  expect(world.kept.find(({ id }) => id === unstored.id)).not.toHaveProperty('resultJson')
})

test('a database that is away loses nothing: it comes again', async () => {
  let away = true
  await using world = await open({
    write: async () => {
      if (!away) return
      away = false
      throw new Error('the database is unavailable')
    },
  })
  const result = aResult()
  await world.send(eventKey('a1', result.id))
  await world.finish(eventKey('a1', result.id), result, { requestSent })
  await expect.poll(world.requests).toEqual([result.id])
})
