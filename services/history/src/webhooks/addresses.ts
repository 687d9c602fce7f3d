import { BlockList, isIP } from 'node:net'

/**
 * Which addresses belong to the public Internet. Others are refused, because a request from here could reach what is
 * not public: this host, its neighbours, a cloud's metadata. After IANA's registries of special-purpose addresses.
 */
const NOT_PUBLIC_IPV4 = [
  ['0.0.0.0', 8], // this network; Linux takes 0.0.0.0 for itself
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carriers' NAT; Alibaba's metadata
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // Azure's platform, at an address that looks public
  ['169.254.0.0', 16], // link-local; metadata of most clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments; Oracle's metadata
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarking
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
] as const

/**
 * Of 2000::/3. Outside of it nothing is public: loopback, unique-local, link-local, site-local, multicast,
 * IPv4-compatible …
 */
const NOT_PUBLIC_IPV6 = [
  ['2001::', 23], // protocol assignments: Teredo, ORCHID, benchmarking
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4, which may carry any IPv4 address
  ['3fff::', 20], // documentation
] as const

/**
 * IPv6 that stands for one IPv4 address in its last 32 bits, and is as public as that one: mapped, and the well-known
 * NAT64.
 */
const CARRIERS = ['::ffff:', '64:ff9b::'] as const

const candidates = new BlockList()
candidates.addSubnet('0.0.0.0', 0, 'ipv4')
candidates.addSubnet('2000::', 3, 'ipv6')
for (const carrier of CARRIERS) candidates.addSubnet(`${carrier}0.0.0.0`, 96, 'ipv6')

const refused = new BlockList()
for (const [net, prefix] of NOT_PUBLIC_IPV6) refused.addSubnet(net, prefix, 'ipv6')
for (const [net, prefix] of NOT_PUBLIC_IPV4) {
  refused.addSubnet(net, prefix, 'ipv4')
  for (const carrier of CARRIERS) refused.addSubnet(`${carrier}${net}`, 96 + prefix, 'ipv6')
}

/** False also for text that is no address. */
export function isPublicAddress(address: string): boolean {
  return listed(candidates, address) && !listed(refused, address)
}

/**
 * Whether a list names an address, an IPv4-mapped one under its IPv4 address too. False for text that is no address.
 */
export function listed(list: BlockList, address: string): boolean {
  const family = isIP(address)
  // A zone (`fe80::1%eth0`) names an interface of ours, which no caller may choose.
  if (family === 0 || address.includes('%')) return false
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
