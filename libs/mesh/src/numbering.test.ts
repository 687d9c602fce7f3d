import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSequencer, MAX_HELD_EVENTS } from './numbering.ts'

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
        if (live[i]) sequencer.heard(event(number))
        else sequencer.found(event(number))
        return drain(sequencer)
      })
      expect(seen).toEqual(upTo(count).slice(after))
    }),
  )
})

test('a reader that does not read holds a bounded number of events, and knows that it is behind', () => {
  const sequencer = createSequencer<number>({ after: 0, behind: false })
  for (const number of upTo(MAX_HELD_EVENTS + 10)) sequencer.heard(event(number))

  expect(sequencer.isBehind()).toBe(false)
  expect(drain(sequencer)).toEqual(upTo(MAX_HELD_EVENTS))
  expect(sequencer.isBehind()).toBe(true)
})

test('a suspicion lasts until a look-up begins, one that comes during it needs another', () => {
  const sequencer = createSequencer<number>({ after: 0, behind: true })
  expect(sequencer.isBehind()).toBe(true)
  sequencer.lookUpBegins()
  expect(sequencer.isBehind()).toBe(false)
  sequencer.suspect()
  expect(sequencer.isBehind()).toBe(true)
})

test('a later event without the next one is a gap', () => {
  const sequencer = createSequencer<number>({ after: 0, behind: false })
  sequencer.heard(event(2))

  expect(sequencer.hasGap()).toBe(true)
  expect(sequencer.isBehind()).toBe(true)
  sequencer.found(event(1))
  expect(sequencer.hasGap()).toBe(false)
  expect(drain(sequencer)).toEqual([1, 2])
})

test('a gap that is passed over is left behind, with what still comes for it', () => {
  const sequencer = createSequencer<number>({ after: 2, behind: false })
  for (const number of [9, 7, 8]) sequencer.heard(event(number))

  expect(sequencer.skipGap()).toEqual({ from: 3, to: 6 })
  sequencer.found(event(5))
  expect(sequencer.hasGap()).toBe(false)
  expect(drain(sequencer)).toEqual([7, 8, 9])
  expect(sequencer.held).toBe(0)
})

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}
