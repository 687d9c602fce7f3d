import { expect, test } from 'vitest'
import { ratio, renderServices } from './render.ts'
import type { StackResults } from './results.ts'

const stack = (tree: string, factor: number): StackResults => {
  const counts = {
    messages: { calls: 4 * factor, 'questions about streams': 14 * factor },
    appends: 7,
    statements: { auth: 2, history: 14 },
  }
  return {
    tree,
    restMs: { auth: 8 * factor },
    loads: [
      {
        ...{ load: '4 callers', executions: 300 },
        cpuMs: { auth: 2.5 * factor, history: 5 * factor },
        overheadMs: { p25: 10, p50: 12 * factor, p95: 20 },
      },
    ],
    counts: { rest: counts, loads: [{ load: '4 callers', executions: 100, ...counts }] },
  }
}

test('costs stand beside their sum, and questions about streams are not among the messages', () => {
  const text = renderServices({ replaced: [stack('this tree', 1)], real: [stack('this tree', 2)] })
  expect(text).toContain('| auth | 2.50 | 8.00 |')
  expect(text).toContain('| together | 7.50 | 8.00 |')
  expect(text).toContain('| together | 15.00 | 16.00 |')
  expect(text).toContain('| 4 callers | 10.00 | 12.00 | 20.00 | 300 |')
  expect(text).toContain('| NATS: all of these | 4.00 | 4.00 |')
  expect(text).toContain('| SQL: all | 16.00 | 16.00 |')
})

test('with another commit each value is followed by its value and by the ratio', () => {
  const stacks = [stack('this tree', 0.5), stack('d2cdfb49', 1)]
  const text = renderServices({ replaced: stacks, real: stacks })
  expect(text).toContain('in brackets that of d2cdfb49 and the ratio')
  expect(text).toContain('| together | 3.75 (7.50, ×0.50) | 4.00 (8.00, ×0.50) |')
})

test('nothing is divided by noise', () => {
  expect([ratio(1, 2), ratio(1, 0.05), ratio(1, -2)]).toEqual(['×0.50', '–', '–'])
})
