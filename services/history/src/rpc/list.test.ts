import { history } from '@runhive/contracts/history'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import type { ListQuery } from '../db/executions.ts'
import { aResult, refusing } from '../testing.ts'
import { list } from './list.ts'

/** history on a mesh of this process, with `count` executions of one account. */
async function open(count: number) {
  const asked: ListQuery[] = []
  const rows = Array.from({ length: count }, (_, at) => {
    const { id, language, runtime, status, message, finishedAt } = aResult()
    const createdAt = new Date(1_000_000 - at).toISOString()
    return { id, language, runtime, status, message, totalMs: 1, createdAt, finishedAt }
  })
  const mesh = createMemoryMesh()
  await mesh.serve(history, {
    ...refusing,
    list: list({
      list: async (query) => {
        asked.push(query)
        const from = rows.findIndex(({ id }) => id === query.after?.id) + 1
        return rows.slice(from, from + query.limit)
      },
    }),
  })
  const ask = mesh.connect(history).list
  return { rows, asked, ask, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('pages follow each other to the end, which has no cursor', async () => {
  await using world = await open(5)
  const first = await world.ask({ accountId: 'a1', limit: 2 })
  const second = await world.ask({ accountId: 'a1', limit: 2, cursor: first.nextCursor })
  const third = await world.ask({ accountId: 'a1', limit: 2, cursor: second.nextCursor })
  const pages = [first, second, third].map(({ executions }) => executions)
  expect(pages.map((page) => page.length)).toEqual([2, 2, 1])
  expect(pages.flat()).toEqual(world.rows)
  expect(third.nextCursor).toBeUndefined()
})

test('a page that ends exactly at the end has no cursor, and an empty history has no page', async () => {
  await using two = await open(2)
  expect((await two.ask({ accountId: 'a1', limit: 2 })).nextCursor).toBeUndefined()
  await using none = await open(0)
  expect(await none.ask({ accountId: 'a1' })).toEqual({ executions: [] })
})

test('account and filters reach the database', async () => {
  await using world = await open(0)
  const filters = { accountId: 'a1', language: 'c', status: 'failed' } as const
  await world.ask({ ...filters, from: '2030-01-01T00:00:00Z', to: '2030-02-01T00:00:00Z' })
  const times = { from: new Date('2030-01-01'), to: new Date('2030-02-01') }
  expect(world.asked).toEqual([{ ...filters, ...times, limit: 21, after: undefined }])
})

test('text that is no cursor is BAD_CURSOR and asks the database nothing', async () => {
  await using world = await open(3)
  for (const cursor of ['', 'x', 'bm8', "' or true"]) {
    await expect(world.ask({ accountId: 'a1', cursor })).rejects.toMatchObject({ code: 'BAD_CURSOR' })
  }
  expect(world.asked).toEqual([])
})

test.each([
  { limit: 0 },
  { limit: 101 },
  { limit: 1.5 },
  { limit: -1 },
  { cursor: 'x'.repeat(129) },
  { language: 'x'.repeat(65) },
  { from: 'yesterday' },
  { to: '2030-01-01' },
])('input just past a limit is BAD_INPUT: %j', async (input) => {
  await using world = await open(0)
  await expect(world.ask({ accountId: 'a1', ...input })).rejects.toMatchObject({ code: 'BAD_INPUT' })
})
