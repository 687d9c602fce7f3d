import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const MAX_BYTES = 10 * 1024

test('the script for other people’s pages is small', () => {
  const built = readFileSync(join(import.meta.dirname, '../../dist/embed.js'))
  expect(gzipSync(built).length).toBeLessThan(MAX_BYTES)
  expect(built.toString()).not.toMatch(/\bimport\b|\beval\b|innerHTML/)
})
