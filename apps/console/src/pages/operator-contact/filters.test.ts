import { expect, test } from 'vitest'
import { toPreview } from './filters.ts'

test('a preview is one line, and says when there is more', () => {
  expect(toPreview('  Hello\n\n  there ')).toBe('Hello there')
  const long = toPreview('word '.repeat(100))
  expect(long.length).toBeLessThanOrEqual(140)
  expect(long).toMatch(/word…$/)
})

test('markup stays what it is: text', () => {
  expect(toPreview('<script>alert(1)</script>')).toBe('<script>alert(1)</script>')
})
