import { isIP } from 'node:net'

/**
 * The canonical form of an address: without zone, port or brackets, IPv6 in its shortest form, and IPv4-mapped IPv6 as
 * IPv4. undefined for text that is not an address.
 */
export function toAddress(text: string): string | undefined {
  const bare = /^\[(.*)\](?::\d+)?$/.exec(text.trim())?.[1] ?? text.trim()
  const [address = ''] = bare.split('%')
  if (isIP(address) === 4) return address
  if (isIP(address) === 6) return fromMapped(shortest(address))
  const [host = ''] = /^[\d.]+(?=:\d+$)/.exec(address) ?? []
  return isIP(host) === 4 ? host : undefined
}

/**
 * The key under which an address is counted. One household or host has a whole IPv6 /64 and could use a new address for
 * every request, so a /64 counts as one; each IPv4 address counts by itself. All text that is not an address counts
 * together.
 */
export function countedAs(text: string | undefined): string {
  const address = toAddress(text ?? '')
  if (address === undefined) return 'unknown'
  return isIP(address) === 4 ? address : `${groups(address).slice(0, 4).join(':')}::/64`
}

/** The form of browsers: lower case, without leading zeros, the last two groups never as IPv4. */
const shortest = (ipv6: string): string => new URL(`http://[${ipv6}]`).hostname.slice(1, -1)

function fromMapped(ipv6: string): string {
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(ipv6) ?? []
  if (high === undefined || low === undefined) return ipv6
  const bytes = Buffer.from(high.padStart(4, '0') + low.padStart(4, '0'), 'hex')
  return [...bytes].join('.')
}

/** The eight groups of an address in its shortest form, `::` written out. */
function groups(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  if (tail === undefined) return before
  const after = tail === '' ? [] : tail.split(':')
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after]
}
