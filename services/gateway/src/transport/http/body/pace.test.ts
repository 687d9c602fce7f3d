import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createPace } from './pace.ts'
import { readBody } from './read-body.ts'

/** A body that is watched from second 0, and whether it was late by then. */
function open() {
  let now = 0
  const pace = createPace(() => now)
  let late = false
  const watched = pace.watch(() => {
    late = true
  })
  const at = (seconds: number, bytes = 0) => {
    now = seconds * 1_000
    if (bytes > 0) watched.came(bytes)
    pace.look()
    return late
  }
  return { at, pace, watched, move: (seconds: number) => (now = seconds * 1_000) }
}

test('a body that stops is late after ten seconds', () => {
  const { at } = open()
  expect([at(1, 4_000_000), at(11), at(11.1)]).toEqual([false, false, true])
})

test('a body that trickles is late as soon as it is clear that it does', () => {
  const { at } = open()
  expect([1, 2, 3, 4, 5, 6].map((second) => at(second, 1))).toEqual([false, false, false, false, false, true])
})

test('a body that comes at a steady rate has a minute', () => {
  const { at } = open()
  const late = Array.from({ length: 62 }, (_, n) => at(n + 1, 20_000))
  expect(late.indexOf(true)).toBe(60)
})

test('a body that was read is never late', () => {
  const { at, watched } = open()
  watched[Symbol.dispose]()
  expect(at(1_000)).toBe(false)
})

test('what is late is refused, and not read any further', async () => {
  const { pace, move } = open()
  const body = new IncomingMessage(new Socket())
  const reading = readBody(body, { maximum: 1_000, room: { resize() {} }, pace })
  body.push('{"a"')
  move(11)
  pace.look()
  await expect(reading).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' })
  expect(body.isPaused()).toBe(true)
})

test.each([
  ['of known length', '2000000'],
  ['of unknown length', undefined],
])('a body %s in two million pieces takes the room of one', async (_, length) => {
  const body = new IncomingMessage(new Socket())
  if (length !== undefined) body.headers['content-length'] = length
  const sizes: number[] = []
  const room = { resize: (bytes: number) => void sizes.push(bytes) }
  const reading = readBody(body, { maximum: 4_000_000, room, pace: createPace() })
  const piece = Buffer.from('x')
  for (let n = 0; n < 2_000_000; n++) body.emit('data', piece)
  body.push(null)
  expect((await reading).equals(Buffer.alloc(2_000_000, 'x'))).toBe(true)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(4_000_000)
  expect(sizes.length).toBeLessThan(20)
})
