import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { countedAs, isInRanges } from './ip-ranges.ts'

// Properties take a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

test.each([
  ['10.1.2.3', ['10.0.0.0/8'], true],
  ['11.1.2.3', ['10.0.0.0/8'], false],
  ['192.0.2.1', ['192.0.2.1'], true],
  ['192.0.2.2', ['192.0.2.1'], false],
  ['::ffff:192.0.2.1', ['192.0.2.1'], true],
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

test('an IPv4 address counts alone, an IPv6 address with its /64, however it is written', () => {
  expect(countedAs('192.0.2.1')).toBe('192.0.2.1')
  expect(countedAs('::ffff:192.0.2.1')).toBe('192.0.2.1')
  for (const same of [
    '2001:db8:0:1::5',
    '2001:DB8:0:1:ffff::',
    '2001:0db8:0000:0001::',
    '2001:db8::1:0:0:0:1',
  ]) {
    expect(countedAs(same)).toBe('2001:db8:0:1::/64')
  }
  expect(countedAs('::1')).toBe('0:0:0:0::/64')
  expect(countedAs(undefined)).toBe('unknown')
  expect(countedAs('nonsense')).toBe('unknown')
})

test('whatever address is written, all of a /64 is counted together and nothing else with it', () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
      const network = (ip: string) => isInRanges(ip, [countedAs(one)])
      expect(network(one)).toBe(true)
      expect(network(other)).toBe(countedAs(other) === countedAs(one))
    }),
  )
})
