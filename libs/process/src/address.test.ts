import { BlockList } from 'node:net'
import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { countedAs, toAddress } from './address.ts'

// Properties take a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:5678', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:201', '192.0.2.1'],
  ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
  ['2001:0DB8::0001', '2001:db8::1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::', '::'],
  ['::192.0.2.1', '::c000:201'],
  ['', undefined],
  ['localhost', undefined],
  ['192.0.2.256', undefined],
  ['unknown', undefined],
])('%s is named %s', (text, address) => {
  expect(toAddress(text)).toBe(address)
})

test('an IPv4 address counts alone, an IPv6 address with its /64, however it is written', () => {
  expect(countedAs('192.0.2.1')).toBe('192.0.2.1')
  for (const mapped of ['::ffff:192.0.2.1', '::ffff:c000:201']) expect(countedAs(mapped)).toBe('192.0.2.1')
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

test('all notations of all addresses of a /64 are counted together, and nothing else with them', () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
      const counted = countedAs(one)
      if (!counted.endsWith('/64')) return
      const network = new BlockList()
      network.addSubnet(counted.slice(0, -3), 64, 'ipv6')
      expect(network.check(one, 'ipv6')).toBe(true)
      expect(network.check(other, 'ipv6')).toBe(countedAs(other) === counted)
    }),
  )
})
