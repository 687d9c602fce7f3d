import { lookup, Resolver } from 'node:dns/promises'

/** Every address of a name. Rejects when there is none, or when that cannot be found out. */
export type Resolve = (
  hostname: string,
  options: { system: boolean; signal: AbortSignal },
) => Promise<readonly string[]>

const TIMEOUT_MS = 2_000
const TRIES = 2

/**
 * Asks DNS directly. That can be cancelled and blocks no thread; the system's own look-up does, and a few names whose
 * servers never answer would delay all others. `system` uses it nevertheless, for names that the operator allows, which
 * may be in a hosts file. So does a name without a dot, which DNS alone does not know.
 */
export function createResolve(options: { servers?: readonly string[] } = {}): Resolve {
  return async (hostname, { system, signal }) => {
    if (!system && hostname.includes('.')) return ask(hostname, { signal, ...options })
    const found = await lookup(hostname, { all: true })
    return found.map(({ address }) => address)
  }
}

/** `servers` instead of the system's. */
async function ask(
  hostname: string,
  { servers, signal }: { servers?: readonly string[]; signal: AbortSignal },
): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })
  if (servers) resolver.setServers(servers)
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    if (addresses.length > 0) return addresses
    throw (
      answers.find((answer) => answer.status === 'rejected')?.reason ?? new Error('the name has no address')
    )
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
