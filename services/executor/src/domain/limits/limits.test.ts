import { expect, test } from 'vitest'
import { toEnforced, toRanges } from './limits.ts'

const RANGE = { min: 10, max: 100, default: 50 }
const OPERATOR = { wallMs: RANGE, cpuMs: RANGE, memoryBytes: RANGE, outputBytes: RANGE, processes: RANGE }
const ASKED = { wallMs: 10, cpuMs: 10, memoryBytes: 10, outputBytes: 10, processes: 10 }

test('a language’s floor raises the minimum, and the default with it', () => {
  expect(toRanges(OPERATOR, { memoryBytes: { min: 60 } }).memoryBytes).toEqual({
    min: 60,
    max: 100,
    default: 60,
  })
  expect(toRanges(OPERATOR, { memoryBytes: { default: 80 } }).memoryBytes).toEqual({
    min: 10,
    max: 100,
    default: 80,
  })
})

test('the operator’s maximum wins over what a language wants', () => {
  expect(toRanges(OPERATOR, { processes: { min: 500, default: 900 } }).processes).toEqual({
    min: 100,
    max: 100,
    default: 100,
  })
})

test('what no language mentions stays as the operator set it', () => {
  expect(toRanges(OPERATOR, {})).toEqual(OPERATOR)
})

test.each(Object.keys(OPERATOR) as (keyof typeof OPERATOR)[])(
  'the most that may be asked of %s is the operator’s maximum, exactly',
  (name) => {
    const enforced = (value: number) => toEnforced({ ...ASKED, [name]: value }, OPERATOR)
    expect([99, 100, 101].map((value) => enforced(value)[name])).toEqual([99, 100, 100])
    expect(enforced(101)).toEqual({ ...ASKED, [name]: 100 })
    // Less than the minimum is the gateway's to refuse, and harms no host.
    expect(enforced(1)[name]).toBe(1)
  },
)

test('more than this executor’s operator allows is cut to it, whatever a gateway decided', () => {
  expect(toEnforced({ ...ASKED, wallMs: 1e12 }, OPERATOR)).toEqual({ ...ASKED, wallMs: 100 })
})
