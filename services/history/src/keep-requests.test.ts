import { eventKey, executionEvents, executionRequests } from '@runhive/contracts/execution-streams'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import type { KeptRequest } from './db/requests.ts'
import { keepRequests } from './keep-requests.ts'
import { aRequest, aResult } from './testing.ts'

const NOW = new Date('2030-01-01T00:00:01.000Z')

async function open(options: { keep?: () => Promise<void>; now?: Date } = {}) {
  const mesh = createMemoryMesh()
  const kept: KeptRequest[] = []
  const logged: unknown[] = []
  const consuming = await keepRequests({
    mesh,
    keep: async (one) => {
      await options.keep?.()
      kept.push(one)
    },
    retention: { defaultDays: 30, maxDays: 365 },
    log: { error: (fields: unknown) => void logged.push(fields) },
    now: () => options.now ?? NOW,
  })
  const send = (key: string) =>
    mesh.log(executionRequests).append(key, 1, { kind: 'asked', request: aRequest() })
  const finish = (key: string, result: ReturnType<typeof aResult>, requestSent?: boolean) =>
    mesh.log(executionEvents).append(key, 5, {
      ...{ kind: 'finished', result, retentionDays: 7 },
      ...(requestSent === undefined ? {} : { requestSent }),
    })
  return {
    ...{ mesh, kept, logged, send, finish },
    async [Symbol.asyncDispose]() {
      await consuming[Symbol.asyncDispose]()
      await mesh[Symbol.asyncDispose]()
    },
  }
}

test('what was asked is kept when its execution has finished, for as long as the result', async () => {
  await using world = await open()
  const result = aResult()
  const key = eventKey('a1', result.id)
  await world.send(key)
  await world.mesh.log(executionEvents).append(key, 1, { kind: 'queued', position: 0 })
  expect(world.kept).toEqual([])
  await world.finish(key, result, true)
  const expiresAt = new Date('2030-01-08T00:00:00.013Z')
  await expect
    .poll(() => world.kept)
    .toEqual([{ id: result.id, accountId: 'a1', request: aRequest(), expiresAt }])
})

test('a request that comes after the end is kept too', async () => {
  await using world = await open()
  const result = aResult()
  const key = eventKey('a1', result.id)
  await world.finish(key, result, true)
  await world.send(key)
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([result.id])
})

test('one that never comes is given up, and keeps nobody else’s from being kept', async () => {
  await using world = await open({ now: new Date('2030-01-01T00:02:00.000Z') })
  const [lost, next] = [aResult(), aResult()]
  await world.finish(eventKey('a1', lost.id), lost, true)
  await world.send(eventKey('a1', next.id))
  await world.finish(eventKey('a1', next.id), next, true)
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([next.id])
  await expect.poll(() => world.logged).toEqual([{ executionId: lost.id }])
})

test('nothing is kept of what is not to be stored, of what was not sent, and of what older services ran', async () => {
  await using world = await open()
  const [unstored, unsent, older, shown] = [aResult({ stored: false }), aResult(), aResult(), aResult()]
  for (const { id } of [unstored, unsent, older, shown]) await world.send(eventKey('a1', id))
  await world.finish(eventKey('a1', unstored.id), unstored, true)
  await world.finish(eventKey('a1', unsent.id), unsent, false)
  await world.finish(eventKey('a1', older.id), older)
  await world.finish(eventKey('a1', shown.id), shown, true)
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([shown.id])
})

test('a database that is away loses nothing: it comes again', async () => {
  let away = true
  await using world = await open({
    keep: async () => {
      if (!away) return
      away = false
      throw new Error('the database is unavailable')
    },
  })
  const result = aResult()
  await world.send(eventKey('a1', result.id))
  await world.finish(eventKey('a1', result.id), result, true)
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([result.id])
})
