import { isIP } from 'node:net'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import type { TlsOptions } from '@nats-io/transport-node'

/** Paths of PEM files. They are read again at each connection, so that renewed ones are used from the next one on. */
export interface TlsFiles {
  /** The authorities that may vouch for the server's name. */
  readonly caFile?: string
  /** The certificate and key with which this client proves who it is. Both or neither. */
  readonly certFile?: string
  readonly keyFile?: string
}

/** How to reach these servers over TLS, and over nothing else. */
export function tlsOptions(servers: readonly URL[], files: TlsFiles = {}): TlsOptions {
  const hosts = servers.map(({ hostname }) => hostname.replace(/^\[(.*)\]$/, '$1'))
  const addresses = hosts.filter((host) => isIP(host) !== 0)
  /**
   * For a server given by its IP address the client passes Node.js no name, and Node.js checks the certificate for
   * `localhost`. It must name one of the given addresses instead.
   */
  const checkIdentity = (host: string, certificate: PeerCertificate): Error | undefined => {
    if (hosts.includes(host) || addresses.length === 0) return checkServerIdentity(host, certificate)
    const failures = addresses.map((address) => checkServerIdentity(address, certificate))
    return failures.includes(undefined) ? undefined : failures[0]
  }
  return Object.assign({ ...files }, { checkServerIdentity: checkIdentity })
}
