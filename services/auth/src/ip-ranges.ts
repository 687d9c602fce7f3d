import { BlockList, isIP } from 'node:net'

/** IPv4 written as IPv6, as a socket that takes both says it. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** Whether an address lies in one of these ranges: addresses or CIDRs, IPv4 or IPv6. Text that is no address lies in none. */
export function isInRanges(ip: string, ranges: readonly string[]): boolean {
  const address = toAddress(ip)
  const version = isIP(address)
  if (version === 0) return false
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', bits] = range.split('/')
    const family = isIP(network)
    if (family === 0) continue
    const type = family === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(network, type)
    else list.addSubnet(network, Number(bits), type)
  }
  return list.check(address, version === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Under what an address is counted. One household or host has a whole IPv6 /64 and could be a new address for every request; of
 * IPv4 every address counts alone.
 */
export function countedAs(ip: string | undefined): string {
  const address = toAddress(ip ?? '')
  if (isIP(address) === 4) return address
  if (isIP(address) !== 6) return 'unknown'
  return `${groups(address).slice(0, 4).map(withoutZeros).join(':')}::/64`
}

function toAddress(ip: string): string {
  const bare = ip.split('%')[0] ?? ''
  return MAPPED.exec(bare)?.[1] ?? bare
}

/** The eight groups of an IPv6 address, `::` written out. The last two may be written like IPv4; which they are does not matter here. */
function groups(address: string): string[] {
  const [head = '', tail] = address
    .toLowerCase()
    .replace(/[\d.]+\.\d+$/, '0:0')
    .split('::')
  const before = head === '' ? [] : head.split(':')
  if (tail === undefined) return before
  const after = tail === '' ? [] : tail.split(':')
  const missing = Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after]
}

const withoutZeros = (group: string) => group.replace(/^0+(?=.)/, '')
