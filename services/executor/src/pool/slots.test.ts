import { expect, test } from 'vitest'
import { settle } from '../../testing/clock.ts'
import type { Pause } from './pause.ts'
import type { Leftover } from './removal.ts'
import { createSlots, type SlotsOptions } from './slots.ts'

const HOUR_MS = 3_600_000

/** Pause containers that are only counted. Those whose removal is to fail become leftovers, one after the other. */
function createPauses(lifeMs = 24 * HOUR_MS) {
  const alive = new Set<string>()
  const leftovers: PromiseWithResolvers<void>[] = []
  const fails = { create: false, start: false, remove: false }
  let made = 0
  const createPause = async (uid: number): Promise<Pause> => {
    if (fails.create) throw new Error('no create')
    made += 1
    const id = `${uid}-${made}`
    alive.add(id)
    return {
      id,
      deadline: new Date(Date.now() + lifeMs),
      start: async () => {
        if (fails.start) throw new Error('no start')
      },
      async remove() {
        if (!fails.remove) return void alive.delete(id)
        const gone = Promise.withResolvers<void>()
        leftovers.push(gone)
        return { whenGone: gone.promise.then(() => void alive.delete(id)) }
      },
    }
  }
  return { alive, leftovers, fails, createPause }
}

function open(own: Partial<SlotsOptions> = {}, lifeMs?: number) {
  const pauses = createPauses(lifeMs)
  const slots = createSlots({ count: 2, uidBase: 100, createPause: pauses.createPause, ...own })
  return { slots, pauses, counts: () => ({ free: slots.free, held: slots.held }) }
}

function leftover() {
  const { promise, resolve } = Promise.withResolvers<void>()
  const made: Leftover = { whenGone: promise }
  return { leftover: made, leave: resolve }
}

test('no two slots that are taken at once have a uid or a network in common, and there are no more than there are', async () => {
  const { slots, counts } = open({ count: 3 })
  const taken = [await slots.take(), await slots.take(), await slots.take()]
  expect(new Set(taken.map(({ uid }) => uid))).toEqual(new Set([100, 101, 102]))
  expect(new Set(taken.map(({ pauseId }) => pauseId)).size).toBe(3)
  expect(counts()).toEqual({ free: 0, held: 0 })
  await expect(slots.take()).rejects.toThrow('no slot is free')
})

test('a clean slot is used again with its network, a tainted one with another', async () => {
  const { slots, pauses } = open({ count: 1 })
  const first = await slots.take()
  first.taint()
  first.untaint()
  await first[Symbol.asyncDispose]()
  const second = await slots.take()
  expect(second.pauseId).toBe(first.pauseId)
  second.taint()
  await second[Symbol.asyncDispose]()
  const third = await slots.take()
  expect(third.pauseId).not.toBe(first.pauseId)
  expect([...pauses.alive]).toEqual([third.pauseId])
})

test('giving back twice frees the place once', async () => {
  const { slots, counts } = open()
  const slot = await slots.take()
  await slot[Symbol.asyncDispose]()
  await slot[Symbol.asyncDispose]()
  expect(counts()).toEqual({ free: 2, held: 0 })
})

test('a place whose cell resists its removal is held until that is gone, and then has a new network', async () => {
  const { slots, counts } = open({ count: 1 })
  const slot = await slots.take()
  const { leftover: cell, leave } = leftover()
  slot.hold(cell)
  await slot[Symbol.asyncDispose]()
  expect(counts()).toEqual({ free: 0, held: 1 })
  await expect(slots.take()).rejects.toThrow('no slot is free')
  leave()
  await settle()
  expect(counts()).toEqual({ free: 1, held: 0 })
  expect((await slots.take()).pauseId).not.toBe(slot.pauseId)
})

test('a place whose pause container resists is held too, also after its cell resisted', async () => {
  const { slots, pauses, counts } = open({ count: 1 })
  const slot = await slots.take()
  const { leftover: cell, leave } = leftover()
  slot.hold(cell)
  await slot[Symbol.asyncDispose]()
  pauses.fails.remove = true
  leave()
  await settle()
  expect(counts()).toEqual({ free: 0, held: 1 })
  pauses.leftovers[0]?.resolve()
  await settle()
  expect(counts()).toEqual({ free: 1, held: 0 })
  expect([...pauses.alive]).toEqual([])
})

test('a pause near its deadline is replaced; while the old one resists, another place is taken', async () => {
  const { slots, pauses, counts } = open({}, HOUR_MS)
  const old = await slots.take()
  await old[Symbol.asyncDispose]()
  expect((await slots.take()).pauseId).not.toBe(old.pauseId)
  const other = open({}, HOUR_MS)
  const stuck = await other.slots.take()
  await stuck[Symbol.asyncDispose]()
  other.pauses.fails.remove = true
  await expect(other.slots.take()).rejects.toThrow('cannot be removed')
  expect(other.counts()).toEqual({ free: 1, held: 1 })
  expect((await other.slots.take()).uid).not.toBe(stuck.uid)
  expect([pauses.alive.size, counts().held]).toEqual([1, 0])
})

test.each(['create', 'start'] as const)(
  'a place whose pause container fails to %s is free again, and leaves no container behind',
  async (step) => {
    const { slots, pauses, counts } = open({ count: 1 })
    pauses.fails[step] = true
    await expect(slots.take()).rejects.toThrow(`no ${step}`)
    expect([counts(), pauses.alive.size]).toEqual([{ free: 1, held: 0 }, 0])
    pauses.fails[step] = false
    await expect(slots.take()).resolves.toMatchObject({ uid: 100 })
  },
)

test('a pause container that failed to start and resists holds its place', async () => {
  const { slots, pauses, counts } = open({ count: 1 })
  pauses.fails.start = true
  pauses.fails.remove = true
  await expect(slots.take()).rejects.toThrow('no start')
  expect(counts()).toEqual({ free: 0, held: 1 })
})

test('what an earlier life left under a uid holds that place from the start, and no other', async () => {
  const { leftover: old, leave } = leftover()
  const leftovers = [
    { ...old, uid: 100 },
    { ...leftover().leftover, uid: 7 },
    { ...leftover().leftover, uid: undefined },
  ]
  const { slots, counts } = open({ leftovers })
  expect(counts()).toEqual({ free: 1, held: 1 })
  expect((await slots.take()).uid).toBe(101)
  leave()
  await settle()
  expect((await slots.take()).uid).toBe(100)
})

test('without networks of their own to keep, places need no pause containers', async () => {
  const { slots } = open({ createPause: undefined })
  const slot = await slots.take()
  slot.taint()
  await slot[Symbol.asyncDispose]()
  expect([slot.pauseId, slots.free]).toEqual([undefined, 2])
})

test('closing removes every pause container, those of held places too', async () => {
  const { slots, pauses } = open()
  const [one, two] = [await slots.take(), await slots.take()]
  two.hold(leftover().leftover)
  await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()])
  expect(pauses.alive.size).toBe(2)
  await slots[Symbol.asyncDispose]()
  expect(pauses.alive.size).toBe(0)
})
