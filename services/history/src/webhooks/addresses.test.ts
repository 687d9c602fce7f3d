import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPublicAddress } from './addresses.ts'

test.each([
  ['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ['128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.0.3.0'],
  ['192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '203.0.112.255', '223.255.255.255'],
  [
    '168.63.129.15',
    '168.63.129.17',
    '2600::1',
    '2a00:1450:4001::200e',
    '2001:200::1',
    '2003::1',
    '2606:4700::1',
  ],
  // IPv6 that carries a public IPv4 address.
  ['::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '64:ff9b::808:808'],
])('public: %s and others', (...addresses) => {
  for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, true])
})

/** First and last of each range. */
const RANGES = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  "carriers' NAT": ['100.64.0.0', '100.127.255.255', '100.100.100.200'],
  loopback: ['127.0.0.0', '127.0.0.1', '127.255.255.255'],
  'link-local and metadata': ['169.254.0.0', '169.254.169.254', '169.254.170.2', '169.254.255.255'],
  "a cloud's platform": ['168.63.129.16', '192.0.0.192'],
  'protocol assignments': ['192.0.0.0', '192.0.0.255', '192.88.99.0', '192.88.99.255'],
  documentation: [
    '192.0.2.0',
    '192.0.2.255',
    '198.51.100.0',
    '198.51.100.255',
    '203.0.113.0',
    '203.0.113.255',
  ],
  benchmarking: ['198.18.0.0', '198.19.255.255'],
  multicast: ['224.0.0.0', '239.255.255.255'],
  'reserved and broadcast': ['240.0.0.0', '255.255.255.254', '255.255.255.255'],
}

test.each(Object.entries(RANGES))('not public: %s, also inside IPv6 of any form', (_name, addresses) => {
  for (const address of addresses) {
    for (const form of [address, ...carried(address)]) {
      expect([form, isPublicAddress(form)]).toEqual([form, false])
    }
  }
})

test.each([
  ['unspecified and loopback', '::', '::1', '0:0:0:0:0:0:0:1'],
  ['IPv4-compatible, also of a public address', '::8.8.8.8', '::7f00:1'],
  ['unique-local, and metadata in it', 'fc00::', 'fd00:ec2::254', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  [
    'link-local',
    'fe80::',
    'fe80::1',
    'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'fe80::1%lo',
    'fe80::1%25eth0',
  ],
  ['site-local', 'fec0::1', 'feff::1'],
  ['multicast', 'ff00::', 'ff02::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  [
    'Teredo, ORCHID, benchmarking',
    '2001::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:10::1',
    '2001:20::1',
    '2001:2::1',
    '2001:1ff:ffff::1',
  ],
  ['6to4, also of a public address', '2002:808:808::1', '2002:7f00:1::1', '2002:ffff::'],
  ['documentation', '2001:db8::1', '2001:db8:ffff::1', '3fff::1', '3fff:fff::1'],
  [
    'NAT64 of local use, discard, translated, segment routing',
    '64:ff9b:1::a00:1',
    '100::1',
    '::ffff:0:8.8.8.8',
    '5f00::1',
  ],
  ['what nobody has been given', '1fff::1', '4000::1', '8000::1'],
  [
    'no address',
    '',
    'localhost',
    '8.8.8',
    '8.8.8.8.8',
    '08.8.8.8',
    '2130706433',
    '0x7f.1',
    ' 8.8.8.8',
    '[2600::1]',
    '2600::1%eth0',
  ],
])('not public: %s', (_name, ...addresses) => {
  for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, false])
})

test('an IPv4 address is as public inside IPv6 as by itself, and never inside a tunnel', () => {
  const octet = fc.nat({ max: 255 })
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), (octets) => {
      const address = octets.join('.')
      const [mapped = '', mappedHex = '', nat64 = '', ...tunnels] = carried(address)
      for (const form of [mapped, mappedHex, nat64])
        expect(isPublicAddress(form)).toBe(isPublicAddress(address))
      for (const form of tunnels) expect(isPublicAddress(form)).toBe(false)
    }),
  )
})

/** mapped (twice), NAT64; compatible, 6to4, Teredo (client and server), NAT64 of local use. */
function carried(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  const high = ((a << 8) | b).toString(16)
  const low = ((c << 8) | d).toString(16)
  const inverted = `${(((a << 8) | b) ^ 0xffff).toString(16)}:${(((c << 8) | d) ^ 0xffff).toString(16)}`
  return [
    `::ffff:${address}`,
    `0:0:0:0:0:ffff:${high}:${low}`,
    `64:ff9b::${high}:${low}`,
    `::${address}`,
    `2002:${high}:${low}::1`,
    `2001:0:808:808:0:0:${inverted}`,
    `2001:0:${high}:${low}:0:0:f7f7:f7f7`,
    `64:ff9b:1::${high}:${low}`,
  ]
}
