import { expect, test } from 'vitest'
import { BASES, digestBase, isBase } from './base-image.ts'

test('each base is another image, and only the names of bases are bases', () => {
  const names = Object.keys(BASES).filter(isBase)
  expect(new Set(names.map(digestBase)).size).toBe(names.length)
  expect(['base', 'base-bookworm', 'core', 'constructor'].map(isBase)).toEqual([true, true, false, false])
})
