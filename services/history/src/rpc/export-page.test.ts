import { history } from '@runhive/contracts/history'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import type { ExportQuery } from '../db/export-page.ts'
import { aRequest, aResult, refusing } from '../testing.ts'
import { exportPage } from './export-page.ts'

async function open() {
  const results = [aResult(), aResult()]
  const asked: ExportQuery[] = []
  const mesh = createMemoryMesh()
  await mesh.serve(history, {
    ...refusing,
    exportPage: exportPage({
      page: async (query) => {
        asked.push(query)
        const [first, second] = results
        if (!first || !second) throw new Error('there are two')
        if (query.after?.id === first.id)
          return { exported: [{ result: second, apart: true }], end: undefined }
        return {
          exported: [{ result: first, request: aRequest(), apart: false }],
          end: { createdAt: new Date(first.createdAt), id: first.id },
        }
      },
    }),
  })
  const ask = mesh.connect(history).exportPage
  return { results, asked, ask, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('pages follow each other to the end, which has no cursor', async () => {
  await using world = await open()
  const first = await world.ask({ accountId: 'a1' })
  const second = await world.ask({ accountId: 'a1', cursor: first.nextCursor })
  expect([...first.executions, ...second.executions]).toEqual(world.results)
  const [one, other] = world.results.map(({ id }) => id)
  expect(first).toMatchObject({ requests: { [one ?? '']: aRequest() }, apart: [] })
  expect(second).toMatchObject({ requests: {}, apart: [other] })
  expect(second.nextCursor).toBeUndefined()
  expect(world.asked).toMatchObject([{ accountId: 'a1' }, { accountId: 'a1' }])
})

test('text that is no cursor is BAD_CURSOR and asks the database nothing', async () => {
  await using world = await open()
  await expect(world.ask({ accountId: 'a1', cursor: 'x' })).rejects.toMatchObject({ code: 'BAD_CURSOR' })
  expect(world.asked).toEqual([])
})
