import { isIP } from 'node:net'
import { isPublicAddress, listed } from './addresses.ts'
import type { Allowance } from './allowance.ts'
import { DeliveryFailure } from './failure.ts'
import type { Resolve } from './resolve.ts'

/** A URL that may be requested, and its checked addresses: a request must go to one of these and to no other. */
export interface Target {
  readonly url: URL
  readonly addresses: ReadonlyArray<{ readonly address: string; readonly family: 4 | 6 }>
}

export interface GuardOptions {
  readonly allowance: Allowance
  readonly requireHttps: boolean
  /** undefined for any. */
  readonly ports: ReadonlySet<number> | undefined
  readonly resolve: Resolve
}

/**
 * Decides whether a request may go to a URL of an untrusted account. Rejects with {@link DeliveryFailure} when it may
 * not, or when the name has no address.
 *
 * The name is resolved here, once. It is refused when any of its addresses is not public. The caller connects to the
 * addresses of the target without resolving again, so that DNS rebinding between the check and the request has no
 * effect.
 */
export async function checkTarget(url: URL, signal: AbortSignal, options: GuardOptions): Promise<Target> {
  assertForm(url, options)
  const { allowance, resolve } = options
  // The URL parser has already normalised every spelling of an address (decimal, octal, hex, short).
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const allowed = allowance.hosts.has(host)
  const addresses = isIP(host) === 0 ? await find(host, resolve, { system: allowed, signal }) : [host]
  for (const address of addresses) {
    if (allowed || isPublicAddress(address) || listed(allowance.networks, address)) continue
    throw new DeliveryFailure('address', 'the address of the host is not public')
  }
  return { url, addresses: addresses.map((address) => ({ address, family: isIP(address) === 6 ? 6 : 4 })) }
}

function assertForm(url: URL, { requireHttps, ports }: GuardOptions): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new DeliveryFailure('forbidden', 'not an http or https URL')
  if (requireHttps && url.protocol !== 'https:')
    throw new DeliveryFailure('forbidden', 'only https URLs are allowed')
  if (url.username !== '' || url.password !== '')
    throw new DeliveryFailure('forbidden', 'the URL contains a user name or password')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (ports && !ports.has(port)) throw new DeliveryFailure('forbidden', `port ${port} is not allowed`)
}

/** Waits no longer than `signal`, whether or not the resolver does. */
async function find(
  host: string,
  resolve: Resolve,
  options: { system: boolean; signal: AbortSignal },
): Promise<readonly string[]> {
  const { signal } = options
  signal.throwIfAborted()
  const late = Promise.withResolvers<never>()
  const abort = () => late.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    const addresses = await Promise.race([resolve(host, options), late.promise])
    if (addresses.length > 0) return addresses
  } catch (cause) {
    if (signal.aborted) throw cause
    throw new DeliveryFailure('name', 'the host name could not be resolved', { cause })
  } finally {
    signal.removeEventListener('abort', abort)
  }
  throw new DeliveryFailure('name', 'the host name has no address')
}
