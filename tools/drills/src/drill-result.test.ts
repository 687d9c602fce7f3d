import { expect, test } from 'vitest'
import { findFaults, toResult } from './drill-result.ts'
import { openLedger } from './ledger.ts'
import type { Program } from './programs.ts'

const program: Program = { request: {}, wait: true, stored: true, prints: '7\n' }
const clean = { queued: 0, lost: [], unrecorded: [], orphans: 0, inTheWay: [] }

function result(id: string, stdout = '7\n') {
  return { id, status: 'succeeded', run: { stdout, status: 'succeeded', limit: null, wallMs: 1 } }
}

function resultOf(own: Partial<Parameters<typeof toResult>[0]>) {
  const base = {
    name: 'test',
    ledger: openLedger(),
    aftermath: clean,
    seen: new Map(),
    complaints: [],
    seconds: 1,
  }
  return toResult({ ...base, ...own })
}

test('every answer is counted once: accepted with how it ended, refused by its code, or unknown', () => {
  const ledger = openLedger()
  ledger.enter(program, { kind: 'accepted', id: 'a', result: result('a') })
  ledger.enter(program, { kind: 'refused', code: '503 UNAVAILABLE', retryAfterMs: 1000 })
  ledger.enter(program, { kind: 'refused', code: '500 INTERNAL', retryAfterMs: undefined })
  ledger.enter(program, { kind: 'unknown' })
  expect(resultOf({ ledger })).toMatchObject({
    accepted: 1,
    finished: [['succeeded', 1]],
    refused: [
      ['503 UNAVAILABLE', 1],
      ['500 INTERNAL', 1],
    ],
    refusedForGood: 1,
    unknown: 1,
  })
})

test('nothing lost, left or wrong is a pass, whatever was refused', () => {
  const ledger = openLedger()
  ledger.enter(program, { kind: 'refused', code: '503 UNAVAILABLE', retryAfterMs: 1000 })
  expect(findFaults(resultOf({ ledger }))).toEqual([])
})

test.each([
  ['an accepted execution without an end', { lost: ['a'] }],
  ['an orphan', { orphans: 1 }],
  ['an item in the queue', { queued: 1 }],
  ['a hole in history', { unrecorded: ['a'] }],
  ['a queue that could not be asked', { queued: Number.NaN }],
])('%s is a fault', (_, own) => {
  expect(findFaults(resultOf({ aftermath: { ...clean, ...own } }))).toHaveLength(1)
})

test('what is lost is told one by one, with how it was asked for and what was seen of it', () => {
  const ledger = openLedger()
  ledger.enter(program, { kind: 'accepted', id: 'a', result: undefined })
  const seen = new Map([['a', { started: 2, finished: 0 }]])
  const result = resultOf({ ledger, seen, aftermath: { ...clean, lost: ['a'] } })
  expect(result.lostOnes).toEqual(['a: waited for, stored; seen started 2 times, finished 0 times'])
})

test('a stack that did not come to rest is a fault that says what was seen last', () => {
  const inTheWay = ['1 of 2 executors answer']
  expect(findFaults(resultOf({ aftermath: { ...clean, inTheWay } }))).toEqual([
    'did not come to rest: 1 of 2 executors answer',
  ])
})

test('an answer that is somebody else’s is a fault', () => {
  const ledger = openLedger()
  ledger.enter(program, { kind: 'accepted', id: 'a', result: result('a', '8\n') })
  expect(findFaults(resultOf({ ledger }))).toEqual(['1 results were wrong'])
})

test('an execution that began and never ended is lost, also when its caller was told nothing', () => {
  const seen = new Map([
    ['a', { started: 2, finished: 1 }],
    ['b', { started: 1, finished: 0 }],
  ])
  expect(resultOf({ seen })).toMatchObject({ redelivered: 1, unasked: 2, lost: 1 })
})

test('what the drill itself complained of is a fault', () => {
  expect(findFaults(resultOf({ complaints: ['an honest run timed out'] }))).toEqual([
    'an honest run timed out',
  ])
})
