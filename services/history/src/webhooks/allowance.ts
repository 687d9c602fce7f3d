import { BlockList, isIP } from 'node:net'

/** What the operator allows although it is not public: host names, and networks. */
export interface Allowance {
  readonly hosts: ReadonlySet<string>
  readonly networks: BlockList
}

const HOST = /^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/

/**
 * Comma-separated host names, addresses and networks: `hooks.internal, 10.1.0.0/16, ::1`. undefined when something is
 * none of them.
 */
export function parseAllowance(text: string): Allowance | undefined {
  const hosts = new Set<string>()
  const networks = new BlockList()
  for (const entry of text.split(',').map((part) => part.trim().toLowerCase())) {
    if (entry === '') continue
    if (addNetwork(networks, entry)) continue
    // Only digits and dots: an address gone wrong, not a name.
    if (!HOST.test(entry) || /^[\d.]+$/.test(entry)) return undefined
    hosts.add(entry)
  }
  return { hosts, networks }
}

function addNetwork(networks: BlockList, entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  const bits = family === 4 ? 32 : 128
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  if (!(length <= bits)) return false
  networks.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6')
  return true
}
