import { expect, test } from 'vitest'
import { compareVersions } from './versions.ts'

test.each([
  ['1.1.9', '1.1.12'],
  ['1.4.0-rc.3', '1.4.0'],
  ['1.4.0-rc.3', '1.4.0-rc.10'],
  ['1.0.0-rc93', '1.0.0'],
  ['1.6.20~ds1-1', '1.6.20'],
  ['1.1.5', '1.1.5+ds1'],
  ['1.1.5+ds1-1', '1.1.5+ds1-1+deb12u1'],
  ['1.1.5+ds1-1+deb12u1', '1.1.5+ds1-1+deb12u2'],
  ['1.1.15+ds1-2+b4', '1.1.15+ds1-2+deb13u1'],
  ['1.7.28-0ubuntu1~24.04.1', '1.7.28-0ubuntu1~24.04.2'],
  ['1.7.28-0ubuntu1~24.04.2', '1.7.28-0ubuntu1'],
  ['v1.9', '1.10'],
])('%s is older than %s', (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0)
  expect(compareVersions(newer, older)).toBeGreaterThan(0)
  expect(compareVersions(newer, newer)).toBe(0)
})
