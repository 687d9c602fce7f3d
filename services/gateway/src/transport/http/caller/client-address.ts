import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import { toAddress } from '@runhive/process/address'

/**
 * Names the address that a request comes from. For requests and sockets alike, so that limits, keys and logs mean the
 * same one.
 */
export type ClientAddress = (request: IncomingMessage) => string

/** Whether an address is a trusted proxy's. */
export function createProxyTrust(trustProxy: readonly string[]): (address: string, hop?: number) => boolean {
  const isTrusted = trustProxy.length === 0 ? () => false : proxyAddr.compile([...trustProxy])
  // Some proxies write ports too.
  return (address, hop = 0) => isTrusted(toAddress(address) ?? address, hop)
}

/** A proxy's word counts only when the proxy is trusted, and only when it is an address. */
export function createClientAddress(trustProxy: readonly string[]): ClientAddress {
  const trust = createProxyTrust(trustProxy)
  return (request) => {
    const connected = request.socket.remoteAddress ?? ''
    return toAddress(proxyAddr(request, trust)) ?? toAddress(connected) ?? connected
  }
}
