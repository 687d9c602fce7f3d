import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createGate } from '../../../domain/gate.ts'
import { createTurns } from '../../http/turns.ts'
import { createByteBudget } from './byte-budget.ts'
import { createPlaces } from './places.ts'
import { createStrikes } from './strikes.ts'

test('in a turn each key has one piece of work done, in the order in which they came', async () => {
  const turns = createTurns()
  const done: string[] = []
  for (const work of ['a1', 'a2', 'a3', 'b1']) turns.take(work.slice(0, 1), () => done.push(work))
  const seen: string[] = []
  while (done.length < 4) {
    await setImmediate()
    seen.push(done.join(' '))
  }
  expect(seen.filter((text, index) => text !== '' && text !== seen[index - 1])).toEqual([
    'a1 b1',
    'a1 b1 a2',
    'a1 b1 a2 a3',
  ])
})

test('of a gate so many are inside under a key; the others come in as they came, when one leaves', async () => {
  const gate = createGate(2)
  const inside: string[] = []
  const enter = async (name: string) => {
    const place = await gate.enter(name.slice(0, 1))
    inside.push(name)
    return place
  }
  const places = ['a1', 'a2', 'a3', 'a4', 'b1'].map(enter)
  await setImmediate()
  expect(inside).toEqual(['a1', 'a2', 'b1'])
  const first = await places[0]
  first?.[Symbol.dispose]()
  first?.[Symbol.dispose]()
  await setImmediate()
  expect(inside).toEqual(['a1', 'a2', 'b1', 'a3'])
})

test('strikes are forgotten at their rate', () => {
  let nowMs = 0
  const strikes = createStrikes({ burst: 3, perSecond: 2 }, () => nowMs)
  expect([1, 2, 3].map(() => strikes.add())).toEqual([false, false, false])
  expect(strikes.add()).toBe(true)
  nowMs += 1_000
  expect([1, 2].map(() => strikes.add())).toEqual([false, true])
  nowMs += 60_000
  expect([1, 2, 3, 4].map(() => strikes.add())).toEqual([false, false, false, true])
})

test('bytes are counted of an address, of all, and of all who have not proved who they are', () => {
  const budget = createByteBudget({ perAddress: 10, inAll: 20, unknown: 12 })
  const [a, alsoA, b] = ['a', 'a', 'b'].map(budget.open)
  expect(a?.take(6)).toBe(true)
  expect(alsoA?.take(5)).toBe(false)
  alsoA?.giveBack(5)
  expect(b?.take(7)).toBe(false)
  a?.know()
  a?.know()
  const c = budget.open('c')
  expect(c.take(5)).toBe(true)
  expect(c.take(1)).toBe(false)
  c.know()
  expect(c.take(2)).toBe(false)
  b?.giveBack(7)
  expect(c.take(1)).toBe(true)
})

test('a place is given back once, however its socket ends, and no authenticated one makes room', () => {
  const places = createPlaces({ perAddress: 2, inAll: 2 })
  const gone: string[] = []
  const enter = (address: string, name: string) => places.enter(address, () => gone.push(name))
  const first = enter('a', 'first')
  enter('a', 'second')
  expect(places.refusal('a')).toBe('address')
  expect(enter('a', 'third')).toBeUndefined()
  first?.know()
  enter('b', 'fourth')?.know()
  expect(gone).toEqual(['second'])
  expect(places.refusal('c')).toBe('all')
  expect(enter('c', 'fifth')).toBeUndefined()
  first?.[Symbol.dispose]()
  first?.[Symbol.dispose]()
  expect(places.count()).toBe(1)
  expect(enter('c', 'sixth')).toBeDefined()
})
