import { expect, test } from 'vitest'
import { childTraceparent, newTraceparent, validTraceparent } from './traceparent.ts'

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'

test('a child stays in the trace with its flags and gets a span of its own', () => {
  const child = childTraceparent(parent)

  expect(child).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/)
  expect(child).not.toBe(parent)
  expect(childTraceparent(parent)).not.toBe(child)
})

test('a new trace is valid and like no other', () => {
  expect(validTraceparent(newTraceparent())).toBeDefined()
  expect(newTraceparent()).not.toBe(newTraceparent())
})

test('a later version is read as far as we know it', () => {
  expect(validTraceparent(`01${parent.slice(2)}-extra`)).toBe(parent)
})

test.each([
  ['nothing', undefined],
  ['an empty one', ''],
  ['upper case', parent.toUpperCase()],
  ['a trace of zeros', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
  ['a span of zeros', `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`],
  ['version ff', `ff${parent.slice(2)}`],
  ['a second line', `${parent}\r\nMesh-Code: OK`],
  ['something longer', `${parent}0`],
])('%s is no traceparent, and starts a trace', (_what, value) => {
  expect(validTraceparent(value)).toBeUndefined()
  expect(validTraceparent(childTraceparent(value === undefined ? value : `x${value}`))).toBeDefined()
})
