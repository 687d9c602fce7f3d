import { expect, test } from 'vitest'
import { settle } from '../../testing/clock.ts'
import { openPool } from '../../testing/pool.ts'

test('fills up to its floor, with no more creations at once than it has creators', async () => {
  const { pool, factory } = openPool({ warm: 5 })
  await settle()
  expect(factory.gates).toHaveLength(2)
  await factory.openAll()
  expect(pool.status().core).toEqual({ warm: 5, target: 5, starting: 0, waiting: 0 })
})

test('no cell is ever handed out twice, however takers and refills interleave', async () => {
  const { take, factory, clock } = openPool({ warm: 3, capacity: 50 })
  await factory.openAll()
  const seen = new Set<number>()
  for (let round = 0; round < 30; round += 1) {
    const taken = [take(), take()]
    await factory.openAll()
    await clock.advance(20)
    const gone = (await Promise.all(taken)).map((one) => {
      expect(seen.has(one.cell.number)).toBe(false)
      seen.add(one.cell.number)
      return one[Symbol.asyncDispose]()
    })
    await clock.advance(20)
    await Promise.all(gone)
  }
  expect(seen.size).toBe(60)
})

test('a warm cell is there at once, and its replacement is made in a quiet moment', async () => {
  const { pool, take, factory, clock } = openPool({ warm: 2 })
  await factory.openAll()
  const taken = await take()
  expect(factory.gates).toHaveLength(0)
  const gone = taken[Symbol.asyncDispose]()
  await clock.advance(20)
  await gone
  await factory.openAll()
  expect(pool.status().core?.warm).toBe(2)
})

test('a used cell is removed in a quiet moment, not while its result is on its way', async () => {
  const { take, factory, clock } = openPool({ warm: 2 })
  await factory.openAll()
  const taken = await take()
  const gone = taken[Symbol.asyncDispose]()
  await settle()
  expect(factory.alive).toContain(taken.cell)
  await clock.advance(20)
  await gone
  expect(factory.alive).not.toContain(taken.cell)
})

test('while others run, a used cell is removed after a quarter of a second all the same', async () => {
  const { take, factory, clock } = openPool({ warm: 4 })
  await factory.openAll()
  const [running, taken] = [await take(), await take()]
  const gone = taken[Symbol.asyncDispose]()
  await clock.advance(200)
  expect(factory.alive).toContain(taken.cell)
  await clock.advance(60)
  await gone
  expect(factory.alive).toContain(running.cell)
})

test('a used cell is removed at once when somebody waits for one', async () => {
  const { take, factory } = openPool({ warm: 1, capacity: 1 })
  await factory.openAll()
  const taken = await take()
  const next = take()
  await taken[Symbol.asyncDispose]()
  await factory.openAll()
  expect((await next).cell).not.toBe(taken.cell)
})

test('when fewer than half are left, replacements do not wait for quiet', async () => {
  const { take, factory } = openPool({ warm: 4 })
  await factory.openAll()
  await Promise.all([take(), take(), take()])
  expect(factory.gates.length).toBeGreaterThan(0)
})

test('takers who must wait are served in the order they came', async () => {
  const { take, factory } = openPool({ warm: 0, creators: 1 })
  const order: string[] = []
  const first = take().then(() => order.push('first'))
  const second = take().then(() => order.push('second'))
  const third = take().then(() => order.push('third'))
  await factory.openAll()
  await Promise.all([first, second, third])
  expect(order).toEqual(['first', 'second', 'third'])
})

test('a taker of one image is not overtaken by later takers of another', async () => {
  const { take, factory } = openPool({ warm: 0, creators: 1 })
  const rare = take('rare')
  void take('core')
  void take('core')
  await settle()
  expect(factory.gates.map(({ image }) => image)).toEqual(['rare'])
  await factory.openAll()
  expect((await rare).cell.image).toBe('rare')
})

test('never more cells alive than its capacity, those being removed included', async () => {
  const { pool, take, factory } = openPool({ warm: 0, capacity: 2, creators: 4 })
  factory.holdRemovals()
  const taken = [take(), take(), take()]
  await factory.openAll()
  expect(factory.alive.size).toBe(2)
  const [first] = await Promise.all(taken.slice(0, 2))
  const gone = first?.[Symbol.asyncDispose]()
  await settle()
  expect(factory.gates).toHaveLength(0)
  expect(pool.alive).toBe(2)
  factory.finishRemovals()
  await gone
  await factory.openAll()
  await expect(taken[2]).resolves.toBeDefined()
})

test('when every place is taken by warm cells of other images, one of them makes room', async () => {
  const { take, factory } = openPool({ warm: 2, capacity: 2 })
  await factory.openAll()
  const rare = take('rare')
  await factory.openAll()
  expect((await rare).cell.image).toBe('rare')
})

test('a taker who stops waiting leaves the line to the next one', async () => {
  const { take, factory } = openPool({ warm: 0, creators: 1 })
  const leaving = new AbortController()
  const first = take('core', leaving.signal)
  const second = take()
  leaving.abort(new Error('enough'))
  await expect(first).rejects.toThrow('enough')
  await factory.openAll()
  await expect(second).resolves.toBeDefined()
})

test('a cell that died while it waited is never handed out, and is replaced', async () => {
  const { pool, take, factory, clock } = openPool({ warm: 1 })
  await factory.openAll()
  const [victim] = factory.alive
  victim?.die()
  await settle()
  await clock.advance(1_000)
  await factory.openAll()
  expect(pool.status().core?.warm).toBe(1)
  expect((await take()).cell).not.toBe(victim)
})

test('a creation that fails is tried again after a pause that grows', async () => {
  const { pool, factory, clock, failures } = openPool({ warm: 1 })
  await settle()
  factory.gates.shift()?.fail(new Error('no'))
  await settle()
  expect(factory.gates).toHaveLength(0)
  await clock.advance(100)
  factory.gates.shift()?.fail(new Error('no'))
  await settle()
  await clock.advance(199)
  expect(factory.gates).toHaveLength(0)
  await clock.advance(1)
  await factory.openAll()
  expect(failures).toHaveLength(2)
  expect(pool.status().core?.warm).toBe(1)
})

test('a taker learns of it when creations for it fail three times', async () => {
  const { take, factory, clock } = openPool({ warm: 0 })
  const refused = expect(take()).rejects.toThrow('no cell could be created in 3 attempts')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await settle()
    factory.gates.shift()?.fail(new Error('no'))
    await clock.advance(1_000)
  }
  await refused
})

test('while places are held fewer cells live, and with every place held no work is taken', async () => {
  let held = 1
  const { pool, factory, clock } = openPool({ warm: 2, capacity: 2, held: () => held })
  await factory.openAll()
  expect([factory.alive.size, pool.failing]).toEqual([1, false])
  held = 0
  await clock.advance(1_000)
  await factory.openAll()
  expect(factory.alive.size).toBe(2)
  held = 2
  expect(pool.failing).toBe(true)
})

test('demand raises the number kept warm, and idleness takes the surplus away again', async () => {
  const { pool, take, factory, clock } = openPool({ warm: 1 })
  await factory.openAll()
  const taking = Array.from({ length: 6 }, () => take())
  await factory.openAll()
  const gone = (await Promise.all(taking)).map((taken) => taken[Symbol.asyncDispose]())
  await clock.advance(20)
  await Promise.all(gone)
  await factory.openAll()
  expect(pool.status().core?.warm).toBe(6)
  await clock.advance(30_000)
  expect(pool.status().core).toMatchObject({ warm: 1, target: 1 })
  expect(factory.alive.size).toBe(1)
})

test('a warm cell is replaced before it is too old', async () => {
  const { take, factory, clock } = openPool({ warm: 1 })
  await factory.openAll()
  const [old] = factory.alive
  await clock.advance(61_000)
  await factory.openAll()
  expect((await take()).cell).not.toBe(old)
})

test('closing turns takers away, removes warm cells, and waits for those in use', async () => {
  const { pool, take, factory } = openPool({ warm: 2, capacity: 3 })
  await factory.openAll()
  const used = await take()
  let closed = false
  const closing = pool[Symbol.asyncDispose]().then(() => {
    closed = true
  })
  await expect(take()).rejects.toThrow('the executor is stopping')
  await factory.openAll()
  expect([factory.alive.size, closed]).toEqual([1, false])
  await used[Symbol.asyncDispose]()
  await closing
  expect(factory.alive.size).toBe(0)
})

test('a cell whose creation ends while the pool closes is removed too', async () => {
  const { pool, factory } = openPool({ warm: 1 })
  await settle()
  const closing = pool[Symbol.asyncDispose]()
  await factory.openAll()
  await closing
  expect(factory.alive.size).toBe(0)
})
