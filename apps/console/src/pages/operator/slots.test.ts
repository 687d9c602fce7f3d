import { expect, test } from 'vitest'
import { toSlots } from './slots.ts'

const pool = (warm: number) => ({ warm, target: 2, starting: 0, waiting: 0 })

test('every place is counted once', () => {
  const slots = toSlots({
    slots: { total: 9, free: 3, held: 1 },
    running: 2,
    pools: { python: pool(1), go: pool(1) },
  })
  expect(slots).toEqual({ running: 2, warm: 2, other: 1, held: 1, free: 3 })
})

test('numbers from different moments never add up to more slots than there are, nor to fewer than none', () => {
  expect(toSlots({ slots: { total: 4, free: 3, held: 0 }, running: 3, pools: { python: pool(2) } })).toEqual({
    running: 1,
    warm: 0,
    other: 0,
    held: 0,
    free: 3,
  })
  expect(toSlots({ slots: { total: 2, free: 3, held: 1 }, running: 0, pools: {} })).toEqual({
    running: 0,
    warm: 0,
    other: 0,
    held: 0,
    free: 2,
  })
})
