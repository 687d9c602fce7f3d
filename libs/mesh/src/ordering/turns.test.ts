import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

const weights = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.integer({ min: 1, max: 9 }), {
  minKeys: 1,
  maxKeys: 12,
  noNullPrototype: true,
})

const phase = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('full lanes are taken from by their weights, and each of them in every round', () => {
  fc.assert(
    fc.property(
      weights,
      fc.integer({ min: 1, max: 20 }),
      fc.infiniteStream(phase),
      (lanes, rounds, phases) => {
        const turns = createTurns(lanes, () => phases.next().value ?? 0)
        const names = Object.keys(lanes)
        const total = Object.values(lanes).reduce((sum, weight) => sum + weight, 0)
        const counts = new Map(names.map((name) => [name, 0]))
        for (let n = 0; n < rounds * total; n += 1) {
          const lane = turns.next(names) ?? ''
          counts.set(lane, (counts.get(lane) ?? 0) + 1)
        }
        for (const [name, weight] of Object.entries(lanes)) {
          // One off at most: thirds and the like do not add up exactly.
          expect(Math.abs((counts.get(name) ?? 0) - rounds * weight)).toBeLessThanOrEqual(1)
        }
      },
    ),
  )
})

test('the first items of many processes that begin at once are shared by the weights already', () => {
  const lanes = { light: 12, medium: 4, heavy: 1 }
  const counts = { light: 0, medium: 0, heavy: 0 }
  for (let process = 0; process < 5_000; process += 1) {
    const turns = createTurns(lanes, Math.random)
    for (let worker = 0; worker < 4; worker += 1)
      counts[turns.next(Object.keys(lanes)) as keyof typeof lanes] += 1
  }
  for (const [name, weight] of Object.entries(lanes)) {
    const share = counts[name as keyof typeof lanes] / 20_000
    expect(share / (weight / 17)).toBeGreaterThan(0.8)
    expect(share / (weight / 17)).toBeLessThan(1.2)
  }
})

test('a lane that was polled in vain has not had its turn', () => {
  const turns = createTurns({ a: 1, b: 1 })
  expect(turns.next(['a', 'b'])).toBe('a')
  turns.passed('a')

  expect(Array.from({ length: 4 }, () => turns.next(['a', 'b']))).toEqual(['a', 'b', 'a', 'b'])
})

test('a lane that was empty for long has saved nothing up', () => {
  const turns = createTurns({ a: 1, b: 1 })
  for (let n = 0; n < 100; n += 1) turns.next(['a'])

  expect(Array.from({ length: 4 }, () => turns.next(['a', 'b']))).toEqual(['b', 'a', 'b', 'a'])
})

test('nobody has a turn among no lanes', () => {
  expect(createTurns({ a: 1 }).next([])).toBeUndefined()
})
