import { expect, test } from 'vitest'
import { settle } from '../../testing/clock.ts'
import { openPool } from '../../testing/pool.ts'

test('says that it fails while creations fail and nothing is warm, and tries on by itself until one succeeds', async () => {
  const { pool, factory, clock } = openPool({ warm: 1 })
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(pool.failing).toBe(false)
    await settle()
    factory.gates.shift()?.fail(new Error('no'))
    await settle()
    await clock.advance(attempt < 2 ? 1_000 : 0)
  }
  expect(pool.failing).toBe(true)
  await clock.advance(1_000)
  await factory.openAll()
  expect(pool.failing).toBe(false)
})

/** Lets creations for one image fail as often as a taker waits for. */
async function breakImage({ take, factory, clock }: ReturnType<typeof openPool>, image: string) {
  const refused = expect(take(image)).rejects.toThrow('no cell could be created')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await settle()
    factory.gates.shift()?.fail(new Error('no'))
    await settle()
    await clock.advance(attempt < 2 ? 1_000 : 0)
  }
  await refused
}
const TWO_IMAGES = { capacity: 1, floors: new Map(['rare', 'core'].map((image) => [image, 0])) }

test('an image that failed long ago does not keep those that work from being run, not even while nothing is warm', async () => {
  const opened = openPool(TWO_IMAGES)
  const { pool, take, factory, clock } = opened
  await breakImage(opened, 'rare')
  for (let round = 0; round < 3; round += 1) {
    const taking = take('core')
    await factory.openAll()
    const taken = await taking
    expect([pool.status().core?.warm, pool.failing]).toEqual([0, false])
    const gone = taken[Symbol.asyncDispose]()
    await clock.advance(20)
    await gone
  }
})

test('when an image fails and nothing else was tried, another is tried unasked, and the failing ends', async () => {
  const opened = openPool(TWO_IMAGES)
  const { pool, factory } = opened
  await breakImage(opened, 'rare')
  expect(pool.failing).toBe(true)
  expect(factory.gates.map(({ image }) => image)).toEqual(['core'])
  await factory.openAll()
  expect(pool.failing).toBe(false)
})

test('an image that fails on and on beside one that works is not taken for a failing engine', async () => {
  const { pool, take, factory, clock } = openPool({
    capacity: 2,
    floors: new Map([
      ['core', 1],
      ['rare', 0],
    ]),
  })
  const rare = take('rare')
  for (let round = 0; round < 20; round += 1) {
    await settle()
    for (const { image, open, fail } of factory.gates.splice(0)) {
      if (image === 'core') fail(new Error('no'))
      else open()
    }
    await settle()
    await clock.advance(1_000)
    expect(pool.failing).toBe(false)
  }
  await rare
})

test('when every image fails it goes on trying each by itself, and the first that works ends it', async () => {
  const floors = new Map(['rare', 'core', 'other'].map((image) => [image, 0]))
  const opened = openPool({ capacity: 3, creators: 3, floors })
  const { pool, factory, clock } = opened
  await breakImage(opened, 'rare')
  // Out of the time in which its takers count as demand.
  await clock.advance(60_000)
  const tried: string[] = []
  for (let round = 0; round < 6; round += 1) {
    // Each takes longer to fail than the longest pause: those that failed before could be tried again.
    await clock.advance(6_000)
    expect(factory.gates).toHaveLength(1)
    for (const { image, fail } of factory.gates.splice(0)) {
      tried.push(image)
      fail(new Error('no'))
    }
    await settle()
    expect(pool.failing).toBe(true)
  }
  // The one for which its takers had asked, then those that failed least.
  expect(tried).toEqual(['rare', 'core', 'other', 'core', 'other', 'core'])
  await clock.advance(6_000)
  await factory.openAll()
  expect(pool.failing).toBe(false)
})

test('an engine that stops working later is noticed, although an image was broken before', async () => {
  const opened = openPool(TWO_IMAGES)
  const { pool, take, factory, clock } = opened
  await breakImage(opened, 'rare')
  await factory.openAll()
  await clock.advance(5_000)
  expect(pool.failing).toBe(false)
  const refused = expect(take('core')).rejects.toThrow('no cell could be created')
  for (let round = 0; round < 20; round += 1) {
    await settle()
    for (const { fail } of factory.gates.splice(0)) fail(new Error('no'))
    await settle()
    await clock.advance(1_000)
  }
  await refused
  expect(pool.failing).toBe(true)
})
