import { expect, test } from 'vitest'
import { isInRanges } from './ip-ranges.ts'

test.each([
  ['10.1.2.3', ['10.0.0.0/8'], true],
  ['11.1.2.3', ['10.0.0.0/8'], false],
  ['192.0.2.1', ['192.0.2.1'], true],
  ['192.0.2.2', ['192.0.2.1'], false],
  ['::ffff:192.0.2.1', ['192.0.2.1'], true],
  ['::ffff:c000:201', ['192.0.2.0/24'], true],
  ['::ffff:c000:201', ['198.51.100.0/24'], false],
  ['192.0.2.1', ['::ffff:192.0.2.1'], true],
  ['192.0.2.1', ['::ffff:192.0.2.0/120'], true],
  ['192.0.3.1', ['::ffff:192.0.2.0/120'], false],
  // The full address counts here, not its /64.
  ['2001:db8::2', ['2001:db8::1'], false],
  ['2001:db8::1', ['2001:db8::/32'], true],
  ['2001:db9::1', ['2001:db8::/32'], false],
  ['2001:db8::1', ['10.0.0.0/8', '2001:db8::1'], true],
  ['0.0.0.1', ['0.0.0.0/0'], true],
  ['fe80::1%eth0', ['fe80::/10'], true],
  ['', ['0.0.0.0/0', '::/0'], false],
  ['nonsense', ['0.0.0.0/0', '::/0'], false],
  ['10.0.0.1', [], false],
  ['10.0.0.1', ['nonsense', '10.0.0.0/8'], true],
])('%s in %j: %s', (ip, ranges, inside) => {
  expect(isInRanges(ip, ranges)).toBe(inside)
})
