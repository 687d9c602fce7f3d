import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSequencer, MAX_HELD_BYTES, MAX_HELD_EVENTS } from './sequencer.ts'

const BYTES = 100
const event = (number: number) => ({ key: 'a.1', number, event: number })

function drain(sequencer: ReturnType<typeof createSequencer<number>>): number[] {
  const numbers: number[] = []
  for (let next = sequencer.take(); next; next = sequencer.take()) numbers.push(next.number)
  return numbers
}

test('whatever the order and the repeats, events come out once and in order', () => {
  const arrivals = fc
    .integer({ min: 1, max: 40 })
    .chain((count) =>
      fc.tuple(
        fc.constant(count),
        fc.shuffledSubarray([...upTo(count), ...upTo(count)], { minLength: 2 * count }),
        fc.array(fc.boolean(), { minLength: 2 * count, maxLength: 2 * count }),
        fc.nat({ max: count }),
      ),
    )
  fc.assert(
    fc.property(arrivals, ([count, numbers, live, after]) => {
      const sequencer = createSequencer<number>({ after, behind: true })
      const seen = numbers.flatMap((number, i) => {
        if (live[i]) sequencer.heard(event(number), BYTES)
        else sequencer.found(event(number), BYTES)
        return drain(sequencer)
      })
      expect(seen).toEqual(upTo(count).slice(after))
    }),
  )
})

test('a reader that does not read holds a bounded number of events, and knows that it is behind', () => {
  const sequencer = createSequencer<number>({ after: 0, behind: false })
  for (const number of upTo(MAX_HELD_EVENTS + 10)) sequencer.heard(event(number), BYTES)

  expect(sequencer.isBehind()).toBe(false)
  expect(drain(sequencer)).toEqual(upTo(MAX_HELD_EVENTS))
  expect(sequencer.isBehind()).toBe(true)
})

test('a reader that does not read holds a bounded number of bytes, however few events they are', () => {
  const sequencer = createSequencer<number>({ after: 0, behind: false })
  const bytes = MAX_HELD_BYTES / 4
  for (const number of upTo(10)) sequencer.heard(event(number), bytes)

  expect(sequencer.heldBytes).toBe(MAX_HELD_BYTES)
  expect(drain(sequencer)).toEqual(upTo(4))
  expect(sequencer.heldBytes).toBe(0)
  expect(sequencer.isBehind()).toBe(true)
})

test('an event larger than all that is held comes through when it is the next one', () => {
  const sequencer = createSequencer<number>({ after: 0, behind: false })
  for (const number of [1, 2]) sequencer.heard(event(number), 2 * MAX_HELD_BYTES)

  expect(drain(sequencer)).toEqual([1])
  expect(sequencer.isBehind()).toBe(true)
})

test('an event that comes twice is held, and counted, once', () => {
  const sequencer = createSequencer<number>({ after: 0, behind: false })
  for (const number of [2, 2, 3]) sequencer.heard(event(number), BYTES)
  sequencer.found(event(2), BYTES)

  expect([sequencer.held, sequencer.heldBytes]).toEqual([2, 2 * BYTES])
})

test('a suspicion lasts until a look-up begins, one that comes during it needs another', () => {
  const sequencer = createSequencer<number>({ after: 0, behind: true })
  expect(sequencer.isBehind()).toBe(true)
  sequencer.lookUpBegins()
  expect(sequencer.isBehind()).toBe(false)
  sequencer.suspect()
  expect(sequencer.isBehind()).toBe(true)
})

test('a look-up for a gap has room for what it finds: live events beyond it go, and are looked up too', () => {
  const sequencer = createSequencer<number>({ after: 0, behind: false })
  sequencer.heard(event(9), MAX_HELD_BYTES)
  expect(sequencer.isFull()).toBe(true)
  sequencer.lookUpBegins()

  expect([sequencer.isFull(), sequencer.held, sequencer.isSuspicious()]).toEqual([false, 0, true])
  sequencer.found(event(8), MAX_HELD_BYTES)
  sequencer.lookUpBegins()
  expect([sequencer.isFull(), sequencer.held, sequencer.isSuspicious()]).toEqual([true, 1, false])
})

test('a later event without the next one is a gap', () => {
  const sequencer = createSequencer<number>({ after: 0, behind: false })
  sequencer.heard(event(2), BYTES)

  expect(sequencer.hasGap()).toBe(true)
  expect(sequencer.isBehind()).toBe(true)
  sequencer.found(event(1), BYTES)
  expect(sequencer.hasGap()).toBe(false)
  expect(drain(sequencer)).toEqual([1, 2])
})

test('a gap that is passed over is left behind, with what still comes for it', () => {
  const sequencer = createSequencer<number>({ after: 2, behind: false })
  for (const number of [9, 7, 8]) sequencer.heard(event(number), BYTES)

  expect(sequencer.skipGap()).toEqual({ from: 3, to: 6 })
  sequencer.found(event(5), BYTES)
  expect(sequencer.hasGap()).toBe(false)
  expect(drain(sequencer)).toEqual([7, 8, 9])
  expect(sequencer.held).toBe(0)
})

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}
