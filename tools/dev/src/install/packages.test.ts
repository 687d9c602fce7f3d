import { expect, test } from 'vitest'
import { findDifference } from './packages.ts'

const wanted = {
  '': {},
  'libs/mesh': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/@runhive/mesh': { link: true },
  'node_modules/@esbuild/darwin-arm64': { version: '0.28.2', optional: true },
}
const { '': _root, 'node_modules/@esbuild/darwin-arm64': _other, ...installed } = wanted

test('what npm installed is what the lock says, although optional packages of other platforms are missing', () => {
  expect(findDifference(wanted, installed)).toBeUndefined()
})

test('a missing package, another version, and a copy in place of a link are differences', () => {
  const { 'node_modules/zod': _zod, ...without } = installed
  expect(findDifference(wanted, without)).toBe('node_modules/zod')
  const older = { ...installed, 'node_modules/zod': { version: '4.6.6' } }
  expect(findDifference(wanted, older)).toBe('node_modules/zod')
  const copied = { ...installed, 'node_modules/@runhive/mesh': { version: '0.1.0' } }
  expect(findDifference(wanted, copied)).toBe('node_modules/@runhive/mesh')
})
