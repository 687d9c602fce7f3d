import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { toReturnTo } from './return-to.ts'

vi.setConfig({ testTimeout: 60_000 })

const OURS = 'https://runhive.example'

test.each(['/', '/keys', '/keys?new=1#top', '/a//b', '/a:b@c', '/%2F%2Fevil.test', '/?to=https://evil.test'])(
  'a path of ours is kept: %s',
  (path) => expect(toReturnTo(path)).toBe(path),
)

test.each([
  '',
  'keys',
  'https://evil.test',
  '//evil.test',
  '///evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  '\t//evil.test',
  ' //evil.test',
  '/.//evil.test',
  '/..//evil.test',
  '/a/..//evil.test',
  '/%2e//evil.test',
  '/\0',
  '/\u007f',
  'javascript:alert(1)',
  `/${'x'.repeat(1_024)}`,
])('what is no path of ours leads home: %j', (text) => expect(toReturnTo(text)).toBe('/'))

test('every path that is asked for stays on this origin', () => {
  const nasty = fc.string({ unit: fc.constantFrom(...'/\\.:@?#%2eEfF\t\n\r\0 aé'), maxLength: 20 })
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.webUrl()), (text) => {
      const path = toReturnTo(text)
      expect(path).toMatch(/^\/(?![/\\])/)
      expect(new URL(path, OURS).origin).toBe(OURS)
      expect(toReturnTo(path)).toBe(path)
    }),
    { numRuns: 2_000 },
  )
})
