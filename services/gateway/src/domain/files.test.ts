import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodedBytes, isBase64, sourceBytes } from './files.ts'

test('any bytes in base64 are recognised, and counted without decoding them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const content = Buffer.from(bytes).toString('base64')
      expect(isBase64(content)).toBe(true)
      expect(decodedBytes({ content, encoding: 'base64' })).toBe(bytes.length)
    }),
  )
})

test.each(['a', 'ab', 'abc', '====', 'ab=c', 'YWJj\n', 'YW Jj', 'YWJ_', 'YWJ-'])(
  '%j is not base64',
  (text) => {
    expect(isBase64(text)).toBe(false)
  },
)

test('source is counted in bytes of UTF-8, all files together', () => {
  expect(sourceBytes({ source: 'é' })).toBe(2)
  expect(
    sourceBytes({
      files: [
        { name: 'a', content: 'é', encoding: 'utf8' },
        { name: 'b', content: 'YWJj', encoding: 'base64' },
      ],
    }),
  ).toBe(5)
})
