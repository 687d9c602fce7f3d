import { expect, test } from 'vitest'
import { listed } from './addresses.ts'
import { parseAllowance } from './allowance.ts'

test('hosts, addresses and networks can be allowed, with spaces between them and in any case', () => {
  const allowance = parseAllowance(' Hooks.Internal,10.1.0.0/16 , ::1,192.168.1.7, fd00::/8,,localhost')
  expect(allowance?.hosts).toEqual(new Set(['hooks.internal', 'localhost']))
  const allows = (address: string) => allowance && listed(allowance.networks, address)
  expect(['10.1.255.255', '::1', '192.168.1.7', 'fd12::1', '::ffff:10.1.2.3'].map(allows)).toEqual(
    Array(5).fill(true),
  )
  expect(['10.2.0.0', '::2', '192.168.1.8', 'fc00::1', 'fd00::1%lo', 'x'].map(allows)).toEqual(
    Array(6).fill(false),
  )
})

test('nothing allows nothing', () => {
  expect(parseAllowance('')?.hosts.size).toBe(0)
  expect(parseAllowance(' , ')?.networks.rules).toEqual([])
})

test.each([
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0/8',
  '::1/129',
  '1.2.3.4/8/8',
  '256.1.1.1',
  'a b',
  'http://x',
  '*.x',
  '10.0.0.0/-1',
  'x/8',
])('%j is nothing that can be allowed', (entry) => {
  expect(parseAllowance(`localhost,${entry}`)).toBeUndefined()
})
