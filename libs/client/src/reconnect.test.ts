import { expect, test } from 'vitest'
import { createReconnect } from './reconnect.ts'

/** Opens a socket, keeps it open for some time and has it closed with a code. */
function using() {
  let nowMs = 0
  const reconnect = createReconnect(() => nowMs)
  return {
    reconnect,
    close(code: number, afterMs = 1) {
      reconnect.opened()
      nowMs += afterMs
      return reconnect.closed({ code })
    },
  }
}

const pauseOf = (steps: number) => Math.min(100 * 2 ** steps, 5_000)
/** Chance takes up to half of a pause. */
function expectPause(ms: number, steps: number) {
  expect(ms).toBeGreaterThanOrEqual(pauseOf(steps) / 2)
  expect(ms).toBeLessThanOrEqual(pauseOf(steps))
}

test('a lost connection is opened again at once, then after pauses that grow', () => {
  const { reconnect, close } = using()
  expect(close(1006)).toBeUndefined()
  expect(reconnect.delayMs(0)).toBe(0)
  for (const attempt of [1, 2, 3, 20]) expectPause(reconnect.delayMs(attempt), attempt)
})

test('who is turned away for want of room waits longer each time, though the socket had opened', () => {
  const { reconnect, close } = using()
  for (const times of [1, 2, 3]) {
    expect(close(1013)).toBeUndefined()
    expectPause(reconnect.delayMs(0), times)
  }
  close(1006)
  expectPause(reconnect.delayMs(0), 3)
})

test('a socket that has lasted ends the waiting', () => {
  const { reconnect, close } = using()
  close(1013)
  close(1006, 10_001)
  expect(reconnect.delayMs(0)).toBe(0)
})

test.each([1002, 1003, 1007, 1008, 1009])('after %s there is no point in the same again', (code) => {
  const { reconnect } = using()
  expect(reconnect.closed({ code, reason: 'Too much.' })).toMatchObject({
    code: 'REFUSED',
    message: 'Too much.',
    details: { closeCode: code },
  })
})

test.each([1000, 1001, 1005, 1006, 1011, 1012, 1013])('after %s the client comes back', (code) => {
  expect(using().close(code)).toBeUndefined()
})
