import { expect, test } from 'vitest'
import { type Budget, createBudget } from './budget.ts'

const KIB = 1024
const MIB = 1024 * KIB
const open = () => createBudget({ total: 64 * MIB, largest: 4 * MIB })
const stranger = (n: number) => ({ address: `192.0.2.${n}`, known: false })
const friend = (n: number) => ({ address: `198.51.100.${n}`, known: true })
const refuses = (act: () => unknown, code: string) => expect(act).toThrow(expect.objectContaining({ code }))

function fill(budget: Budget, holder: (n: number) => { address: string; known: boolean }, bytes: number) {
  const rooms: Disposable[] = []
  for (let n = 0; ; n++) {
    try {
      rooms.push(budget.enter(holder(n), bytes))
    } catch {
      return rooms
    }
  }
}

test('strangers fill a quarter with large things, half with small ones, and never what is for the known', () => {
  const budget = open()
  fill(budget, stranger, 4 * MIB)
  expect(budget.used()).toBe(16 * MIB)
  fill(budget, (n) => stranger(1_000 + n), 64 * KIB)
  expect(budget.used()).toBe(32 * MIB)
  refuses(() => budget.enter(stranger(0), 1), 'TOO_MANY_BYTES')
  refuses(() => budget.enter(stranger(9_999), 1), 'OVERLOADED')
  fill(budget, friend, 4 * MIB)
  expect(budget.used()).toBe(64 * MIB)
  refuses(() => budget.enter(friend(9_999), 1), 'OVERLOADED')
})

test('one address takes one of the largest things as a stranger, half of all when it is known', () => {
  const budget = open()
  using _ = budget.enter(stranger(1), 4 * MIB)
  refuses(() => budget.enter(stranger(1), 1), 'TOO_MANY_BYTES')
  const rooms = fill(budget, () => friend(1), 4 * MIB)
  expect(rooms).toHaveLength(8)
  refuses(() => budget.enter(friend(1), 1), 'TOO_MANY_BYTES')
})

test('what grows is refused where it no longer fits, holds what it held, and gives all of it back', () => {
  const budget = open()
  const room = budget.enter(stranger(1), 3 * MIB)
  room.resize(4 * MIB)
  refuses(() => room.resize(4 * MIB + 1), 'TOO_MANY_BYTES')
  expect(budget.used()).toBe(4 * MIB)
  room.resize(MIB)
  expect(budget.used()).toBe(MIB)
  room[Symbol.dispose]()
  room[Symbol.dispose]()
  expect(budget.used()).toBe(0)
  fill(budget, stranger, 4 * MIB)
  expect(budget.used()).toBe(16 * MIB)
})

test('who is admitted leaves room for the next stranger', () => {
  const budget = open()
  const rooms = [1, 2, 3, 4].map((n) => budget.enter(stranger(n), 4 * MIB))
  refuses(() => budget.enter(stranger(5), 4 * MIB), 'OVERLOADED')
  rooms[0]?.welcome()
  rooms[0]?.welcome()
  using _ = budget.enter(stranger(5), 4 * MIB)
  refuses(() => budget.enter(stranger(6), 4 * MIB), 'OVERLOADED')
})
