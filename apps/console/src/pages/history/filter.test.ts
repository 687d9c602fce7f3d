import { expect, test } from 'vitest'
import { findDayProblem, readSearch, STATUSES, toFilter } from './filter.ts'

test('what an address says is read, and what makes no sense in it is left out', () => {
  const sound = { language: 'python', status: 'timed_out', from: '2026-06-01', to: '2026-06-30' }
  expect(readSearch({ ...sound, more: 1 })).toEqual(sound)
  expect(readSearch({ language: '', status: 'lost', from: '2026-13-01', to: 20_260_630 })).toEqual({})
  expect(readSearch({ language: ['python'], status: 'queued', from: 'yesterday' })).toEqual({})
})

test('every status that an execution can end with can be asked for, and no other', () => {
  expect(STATUSES).toHaveLength(9)
  expect(STATUSES).not.toContain('running')
})

test('a range of days begins with the first and ends with the last, whole, where the visitor is', () => {
  const { from, to } = toFilter({ from: '2026-06-15', to: '2026-06-15' })
  expect(new Date(from ?? '').getHours()).toBe(0)
  expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(24 * 60 * 60_000)
})

test('nothing that is not asked for narrows the list', () => {
  expect(toFilter({})).toEqual({ limit: 25 })
  expect(toFilter({ language: 'c', status: 'failed' })).toEqual({
    limit: 25,
    language: 'c',
    status: 'failed',
  })
})

test('days in the wrong order are said to be', () => {
  expect(findDayProblem({ from: '2026-06-02', to: '2026-06-01' })).toBeDefined()
  expect(findDayProblem({ from: '2026-06-02', to: '2026-06-02' })).toBeUndefined()
  expect(findDayProblem({ from: '2026-06-02' })).toBeUndefined()
})
