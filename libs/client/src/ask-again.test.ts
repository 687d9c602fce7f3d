import { expect, test } from 'vitest'
import { askAgainWhenAway } from './ask-again.ts'

/** Answers with these statuses, one after the other, and counts. */
function answering(...statuses: number[]) {
  let asked = 0
  const send = askAgainWhenAway(async () => {
    const status = statuses[Math.min(asked, statuses.length - 1)] ?? 200
    asked += 1
    return new Response(null, { status, headers: { 'retry-after': '0' } })
  })
  return { send, asked: () => asked }
}

test('a gateway that is stopping is asked again, until another one answers', async () => {
  const { send, asked } = answering(503, 503, 200)
  expect((await send('http://gateway.test')).status).toBe(200)
  expect(asked()).toBe(3)
})

test('what is away for long is told as it is', async () => {
  const { send, asked } = answering(503)
  expect((await send('http://gateway.test')).status).toBe(503)
  expect(asked()).toBe(6)
})

test('no other answer is asked for twice', async () => {
  for (const status of [200, 401, 404, 429, 500]) {
    const { send, asked } = answering(status)
    expect((await send('http://gateway.test')).status).toBe(status)
    expect(asked()).toBe(1)
  }
})

test('who stops watching meanwhile is not kept waiting', async () => {
  const away = async () => new Response(null, { status: 503, headers: { 'retry-after': '60' } })
  const stopping = new AbortController()
  const asked = askAgainWhenAway(away)('http://gateway.test', { signal: stopping.signal })
  stopping.abort(new Error('stopped'))
  await expect(asked).rejects.toThrow('stopped')
})
