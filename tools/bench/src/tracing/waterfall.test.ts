import { expect, test } from 'vitest'
import type { CollectedSpan } from './collector.ts'
import { criticalPath, renderPath, renderWaterfall, rootOf, strays } from './waterfall.ts'

const span = (name: string, [startMs, endMs]: [number, number], parent?: string): CollectedSpan => ({
  traceId: 't',
  spanId: name,
  parentId: parent,
  service: 'one',
  name,
  startMs,
  endMs,
  attributes: {},
})

const trace = [
  span('run', [30, 70], 'execution'),
  span('execution', [20, 90], 'publish'),
  span('publish', [10, 15], 'request'),
  span('wait', [15, 80], 'request'),
  span('request', [0, 82]),
]

test('every moment counts for the span furthest from the root, and all add up to it', () => {
  const steps = criticalPath(trace)
  expect(steps.map(({ name, ms }) => [name, ms])).toEqual([
    ['request', 10],
    ['publish', 5],
    ['wait', 15],
    ['run', 40],
    ['wait', 10],
    ['request', 2],
  ])
  expect(steps.reduce((sum, { ms }) => sum + ms, 0)).toBe(82)
})

test('what is done beside something else does not take its time', () => {
  const beside = span('append', [40, 50], 'execution')
  expect(criticalPath([...trace, beside])).toEqual(criticalPath(trace))
})

test('a span whose parent is missing is a stray', () => {
  expect(rootOf(trace).name).toBe('request')
  expect(strays(trace)).toEqual([])
  expect(strays([...trace, span('lost', [5, 6], 'gone')]).map(({ name }) => name)).toEqual(['lost'])
})

test('the waterfall has a line per span in the order of time, and the path its sum', () => {
  const lines = renderWaterfall(trace).split('\n')
  expect(lines).toHaveLength(6)
  expect(lines[1]).toMatch(/^ {4}0\.00 {4}82\.00 {2}one +request +█+$/)
  expect(lines[5]).toMatch(/^ {3}30\.00 {4}40\.00 {2}one + {6}run +█+$/)
  expect(renderPath(criticalPath(trace))).toMatch(/82\.00 +together$/)
})
