import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { aRecord, aRequest, aResultThatPrinted, record } from '../testing.ts'
import { type Exported, type ExportQuery, exportPage } from './export-page.ts'
import type { Schema } from './schema.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'history', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

const MAX_BYTES = 4_000

async function keep(accountId: string, second: number, printed: string, source?: string) {
  const result = { ...aResultThatPrinted(printed), createdAt: `2030-01-01T00:00:0${second}.000Z` }
  const request = source === undefined ? {} : { requestJson: JSON.stringify(aRequest(source)) }
  await record(database.db, aRecord(accountId, result), new Date(), request)
  return result
}

async function pagesOf(accountId: string): Promise<Exported[][]> {
  const pages: Exported[][] = []
  for (let after: ExportQuery['after'], more = true; more; ) {
    const { exported, end } = await exportPage(database.db, {
      accountId,
      after,
      maxRows: 3,
      maxBytes: MAX_BYTES,
    })
    pages.push([...exported])
    after = end
    more = end !== undefined
  }
  return pages
}

test('an export walks oldest first through every result, in pages that hold what fits and at least one', async () => {
  const account = randomUUID()
  const kept = []
  for (const [second, size] of [10, 2_000, 10, 10, 5_000, 10].entries())
    kept.push(await keep(account, second, 'x'.repeat(size)))
  await keep('somebody else', 0, '')
  const pages = await pagesOf(account)
  const [a, b, c, d, e, f] = kept
  expect(pages.map((page) => page.map(({ result }) => result))).toEqual([[a, b, c], [d], [e], [f]])
})

test('what was asked goes along, counts into the page, and stays apart when the one result of a page leaves it no room', async () => {
  const account = randomUUID()
  await keep(account, 0, '', 'short')
  await keep(account, 1, '')
  await keep(account, 2, '', 'x'.repeat(3_000))
  await keep(account, 3, '', 'x'.repeat(5_000))
  await keep(account, 4, 'x'.repeat(5_000))
  const pages = await pagesOf(account)
  expect(
    pages.map((page) => page.map(({ request, apart }) => request?.files?.[0]?.content ?? apart)),
  ).toEqual([['short', false], ['x'.repeat(3_000)], [true], [false]])
  expect(pages[0]?.[0]?.request).toEqual(aRequest('short'))
})
