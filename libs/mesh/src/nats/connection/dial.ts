import { connect, type NatsConnection } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { inboxPrefix } from '../../wire/nats-names.ts'
import { versionProblem } from './server-version.ts'
import { type TlsFiles, tlsOptions } from './tls.ts'

export interface DialOptions {
  /** One server, or several of one cluster, comma-separated. */
  readonly url: string
  readonly tls?: TlsFiles | undefined
  readonly service: string
}

const RECONNECT_WAIT_MS = 200
/** Per attempt. A server that rejects our certificate, or the lack of one, just hangs up: this is how we notice. */
const DIAL_TIMEOUT_MS = 10_000
const PING_INTERVAL_MS = 10_000

/** Rejects with `UNAVAILABLE` when no server answers, and with `INTERNAL` when the one that does is too old. */
export async function dial(options: DialOptions): Promise<NatsConnection> {
  const nats = await reach(options)
  const problem = versionProblem(nats)
  if (problem === undefined) return nats
  await nats.close()
  throw new RpcError('INTERNAL', { message: problem })
}

async function reach({ url, tls, service }: DialOptions): Promise<NatsConnection> {
  const servers = url.split(',').map((one) => new URL(one.trim()))
  const { username, password, protocol } = servers[0] ?? {}
  try {
    return await connect({
      servers: servers.map((server) => server.host),
      name: service,
      inboxPrefix: inboxPrefix(service),
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      timeout: DIAL_TIMEOUT_MS,
      pingInterval: PING_INTERVAL_MS,
      noAsyncTraces: true,
      ...(protocol === 'tls:' && { tls: tlsOptions(servers, tls) }),
      ...(username && { user: decodeURIComponent(username), pass: decodeURIComponent(password ?? '') }),
    })
  } catch (cause) {
    const where = servers.map((server) => server.host).join(', ')
    const reason = explain(cause, protocol === 'tls:')
    throw new RpcError('UNAVAILABLE', { message: `cannot reach NATS at ${where}: ${reason}`, cause })
  }
}

function explain(cause: unknown, tls: boolean): string {
  if (!(cause instanceof Error)) return String(cause)
  if (!tls || cause.name !== 'TimeoutError') return cause.message
  return `${cause.message}; a server that asks clients for a certificate may have refused ours`
}
