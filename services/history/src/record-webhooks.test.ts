import { RpcError } from '@runhive/contracts/define'
import { eventKey } from '@runhive/contracts/execution-streams'
import { expect, test } from 'vitest'
import { aResult, openRecording } from './testing.ts'

const webhook = { url: 'https://hooks.example.org/x' }

test('whoever asked for a webhook is sent the whole result, stored or not, and nobody else is', async () => {
  await using world = openRecording()
  await using _consuming = await world.consume()
  const [silent, told, hidden] = [aResult(), aResult(), aResult({ stored: false })]
  await world.finish(eventKey('a1', silent.id), silent)
  await world.finish(eventKey('a1', told.id), told, { webhook })
  await world.finish(eventKey('a2', hidden.id), hidden, { webhook })
  await expect.poll(() => world.kept.map(({ id }) => id)).toEqual([silent.id, told.id, hidden.id])
  const payloadOf = (data: typeof told) =>
    JSON.stringify({ type: 'execution.finished', timestamp: data.finishedAt, data })
  const id = expect.any(String)
  expect(world.kept.map((one) => one.webhook)).toEqual([
    undefined,
    { id, url: webhook.url, payload: payloadOf(told) },
    { id, url: webhook.url, sealed: `sealed for a2: ${payloadOf(hidden).length}` },
  ])
})

test('a webhook that cannot be encrypted yet keeps nothing from being recorded, and is sent later', async () => {
  let away = true
  await using world = openRecording({
    seal: async () => {
      if (!away) return 'sealed'
      away = false
      throw new RpcError('UNAVAILABLE')
    },
  })
  await using _consuming = await world.consume()
  const result = aResult({ stored: false })
  await world.finish(eventKey('a1', result.id), result, { webhook })
  await expect.poll(() => world.kept.length).toBe(2)
  expect(world.kept.map((one) => [one.id, one.webhook !== undefined])).toEqual([
    [result.id, false],
    [result.id, true],
  ])
})
