import { BlockList, isIP } from 'node:net'
import { toAddress } from '@runhive/process/address'

/**
 * Whether an address lies in one of these ranges: addresses or CIDRs, IPv4 or IPv6. Text that is no address lies in
 * none.
 */
export function isInRanges(ip: string, ranges: readonly string[]): boolean {
  const address = toAddress(ip)
  if (address === undefined) return false
  const list = new BlockList()
  for (const range of ranges) addRange(list, range)
  return list.check(address, typeOf(address))
}

/** IPv4 written as IPv6 is the range of IPv4 that it means. */
function addRange(list: BlockList, range: string): void {
  const [given = '', bits] = range.split('/')
  const network = toAddress(given)
  if (network === undefined) return
  const mappedBits = isIP(given) === 6 && isIP(network) === 4 ? 96 : 0
  if (bits === undefined) list.addAddress(network, typeOf(network))
  else if (Number(bits) >= mappedBits) list.addSubnet(network, Number(bits) - mappedBits, typeOf(network))
  else list.addSubnet(given, Number(bits), 'ipv6')
}

const typeOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
