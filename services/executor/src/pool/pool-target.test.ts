import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toTargets } from './pool-target.ts'

const demand = (floor: number, taken = 0) => ({ floor, taken })

test('without demand each image keeps its floor', () => {
  expect(
    toTargets(
      new Map([
        ['core', demand(4)],
        ['extra', demand(0)],
      ]),
      10,
    ),
  ).toEqual(
    new Map([
      ['core', 4],
      ['extra', 0],
    ]),
  )
})

test('an image grows to what was lately taken of it', () => {
  expect(toTargets(new Map([['core', demand(4, 9)]]), 20).get('core')).toBe(9)
})

test('when more is wanted than there is room, floors come first and the rest is shared', () => {
  const targets = toTargets(
    new Map([
      ['core', demand(4, 12)],
      ['extra', demand(0, 8)],
    ]),
    12,
  )
  expect(targets).toEqual(
    new Map([
      ['core', 8],
      ['extra', 4],
    ]),
  )
})

test('targets together never exceed the room, and are never negative', () => {
  const demands = fc.array(fc.tuple(fc.nat(20), fc.nat(200)), { maxLength: 6 })
  fc.assert(
    fc.property(demands, fc.integer({ min: -5, max: 100 }), (all, room) => {
      const targets = toTargets(
        new Map(all.map(([floor, taken], i) => [`image-${i}`, demand(floor, taken)])),
        room,
      )
      const total = [...targets.values()].reduce((sum, target) => sum + target, 0)
      expect(total).toBeLessThanOrEqual(Math.max(0, room))
      expect(Math.min(0, ...targets.values())).toBe(0)
    }),
  )
})
