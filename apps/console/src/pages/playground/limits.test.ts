import { expect, test } from 'vitest'
import type { ExecutionResult } from '../../api/types.ts'
import { limitThatEnded, readLimit, showLimit } from './limits.ts'

const range = { min: 10, max: 60_000, default: 10_000 }

test.each([
  ['', {}],
  ['2', { value: 2_000 }],
  ['0.25', { value: 250 }],
  ['0,25', { value: 250 }],
])('%j seconds are %o', (text, expected) => {
  expect(readLimit(text, 'wallMs', range)).toEqual(expected)
})

test.each(['0', '-1', '61', 'x', 'Infinity', '1e9', 'NaN'])(
  '%j is refused: the range is named, and what counts instead',
  (text) => {
    expect(readLimit(text, 'wallMs', range)).toEqual({
      problem: 'From 10 ms to 1 min. The default is 10 s.',
    })
  },
)

test('what was typed is shown again', () => {
  expect(showLimit(readLimit('1.5', 'wallMs', range).value, 'wallMs')).toBe('1.5')
  expect(showLimit(512 * 1024 * 1024, 'memoryBytes')).toBe('512')
  expect(showLimit(undefined, 'wallMs')).toBe('')
})

test.each([
  ['timed_out', 400, 'wallMs'],
  ['timed_out', 1_000, 'cpuMs'],
  ['timed_out', null, 'wallMs'],
  ['memory_exceeded', 400, 'memoryBytes'],
  ['output_exceeded', 400, 'outputBytes'],
  ['failed', 400, undefined],
  ['succeeded', 1_000, undefined],
] as const)('%s with %s ms of CPU was the limit %s', (status, cpuMs, name) => {
  const result = { status, run: { cpuMs }, limits: { cpuMs: 1_000 } } as ExecutionResult
  expect(limitThatEnded(result)).toBe(name)
})

test('nobody is told to change the limit of the compiler', () => {
  expect(limitThatEnded({ status: 'timed_out' } as ExecutionResult)).toBe(undefined)
})
