import { expect, test } from 'vitest'
import { stateOf, toHistorySentence, toMinutes, toOverall } from './summary.ts'

const instance = { id: 'i', version: '1', startedAt: '2026-11-24T00:00:00Z' }
const executor = {
  id: 'e',
  slots: { total: 4, free: 2, held: 0 },
  running: 0,
  concurrency: 2,
  pools: {},
  isolation: { runtime: 'runc', engine: '1' },
}
const statusOf = (down: string[], running = 0) => ({
  services: ['auth', 'contact', 'executor', 'gateway', 'history'].map((name) => ({
    name,
    instances: down.includes(name) ? [] : [instance],
  })),
  executors: [{ ...executor, running }],
})

test('the whole is one sentence, and says what still works', () => {
  expect(toOverall(statusOf([]))).toEqual({ state: 'up', sentence: 'Everything works.' })
  expect(toOverall(statusOf(['contact', 'history']))).toEqual({
    state: 'degraded',
    sentence: 'Code runs, but contact and history are down.',
  })
  expect(toOverall(statusOf(['executor']))).toMatchObject({ state: 'down' })
  expect(toOverall(statusOf([], 2))).toMatchObject({ state: 'degraded', sentence: /busy/ })
})

test('a service that nobody has heard of is not known, which is neither up nor down', () => {
  expect(stateOf(statusOf(['auth']), 'auth')).toBe('down')
  expect(stateOf(statusOf([]), 'auth')).toBe('up')
  expect(stateOf(statusOf([]), 'billing')).toBe('unknown')
})

const at = '2026-11-24T00:00:00Z'
test('what was not observed is said, and does not count as up', () => {
  expect(toHistorySentence([{ at, state: 'unknown' }], 15)).toBe('Nothing was observed in this period.')
  expect(toHistorySentence([{ at, state: 'up' }], 15)).toBe('No interruptions.')
  expect(
    toHistorySentence(
      [
        { at, state: 'up' },
        { at, state: 'down' },
        { at, state: 'degraded' },
        { at, state: 'unknown' },
      ],
      15,
    ),
  ).toBe(
    'Down in 1 of 3 intervals of 15 minutes; degraded in 1 of 3 intervals of 15 minutes; not observed in 1 of 4.',
  )
})

test('spans of minutes read as people say them', () => {
  expect([1, 15, 105, 1_440].map(toMinutes)).toEqual(['1 minute', '15 minutes', '1 hour 45 minutes', '1 day'])
})
