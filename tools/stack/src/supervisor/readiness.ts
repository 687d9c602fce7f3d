import { connect } from 'node:net'

/**
 * Asks a service's `/readyz`. Rejects with the names of the checks that fail.
 * `port` is the service's ops port.
 */
export async function assertServiceReady(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
    signal: AbortSignal.timeout(3_000),
  }).catch((cause: unknown) => {
    throw new Error(`its ops port ${port} does not respond yet`, { cause })
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`/readyz answers ${response.status}, ${describeChecks(text)}`)
}

/** Asks an OpenID Connect issuer to describe itself: it must be the one that it was meant to be. */
export async function assertIssuerReady(issuer: string): Promise<void> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(3_000),
  }).catch((cause: unknown) => {
    throw new Error(`${issuer} does not respond yet`, { cause })
  })
  const described = (await response.json()) as { issuer?: unknown }
  if (described.issuer !== issuer) throw new Error(`${issuer} is another issuer`)
}

/** Asks a development mailbox what came. Its SMTP door opens before this one. */
export async function assertMailboxReady(url: string): Promise<void> {
  const response = await fetch(`${url}/messages`, { signal: AbortSignal.timeout(3_000) }).catch(
    (cause: unknown) => {
      throw new Error(`${url} does not respond yet`, { cause })
    },
  )
  const told = (await response.json()) as { messages?: unknown }
  if (!Array.isArray(told.messages)) throw new Error(`${url} is no mailbox`)
}

/** NATS greets every connection with `INFO {…}`: what answers must be one, with JetStream on. */
export async function assertNatsReady(port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 })
  let greeting = ''
  socket.on('data', (chunk) => {
    greeting += chunk.toString('utf8')
    if (greeting.includes('\n')) resolve(greeting)
  })
  socket.on('timeout', () => reject(new Error(`no greeting from NATS on port ${port}`)))
  socket.on('error', () => reject(new Error(`no response on port ${port} yet`)))
  socket.on('close', () => reject(new Error(`NATS on port ${port} hung up`)))
  try {
    if (!/^INFO .*"jetstream":true/.test(await promise))
      throw new Error(`port ${port} is not NATS with JetStream`)
  } finally {
    socket.destroy()
  }
}

/** Names the failing checks of a `/readyz` body: `{ failing: ["mesh"] }`. */
function describeChecks(body: string): string {
  try {
    const { failing } = JSON.parse(body) as { failing?: unknown }
    if (Array.isArray(failing)) return `failing: ${failing.join(', ')}`
  } catch {}
  return body.trim().slice(0, 300)
}
