import type { Permissions } from './permissions.ts'

/** The largest message: the largest possible result, every byte of it escaped, fits. */
export const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024
/** How long after a call its answer may still be sent; longer than any contract's timeout. */
const RESPONSE_TTL = '5m'

export interface NatsUser {
  readonly name: string
  readonly password: string
  /** Without: may do everything. For a person with the `nats` tool. */
  readonly permissions?: Permissions
}

/** The `authorization` block of a nats-server configuration: one login per service, each with its own subjects. */
export function renderNatsAuthorization(users: ReadonlyArray<NatsUser>): string {
  return `authorization ${render({ users: users.map(renderUser) })}\n`
}

/** A server among others that keep the streams together. Servers of one cluster have one name and one password. */
export interface NatsClusterConfig {
  /** Of this server: no other one of the cluster has it. */
  readonly serverName: string
  /** Where the other servers reach this one. */
  readonly port: number
  /** Ports of all servers of the cluster, on the same host; this one's may be among them. */
  readonly routes: ReadonlyArray<number>
  readonly password: string
}

export interface NatsConfig {
  readonly host?: string
  readonly port: number
  readonly storeDir: string
  readonly cluster?: NatsClusterConfig
  /** Where the server reports its statistics over HTTP, on the same host. Without: nowhere. */
  readonly monitorPort?: number
  /** Empty: everybody may do everything. */
  readonly users?: ReadonlyArray<NatsUser>
  readonly tls?: NatsTls
}

/** Paths of PEM files. With it, everything but TLS is refused. */
export interface NatsTls {
  readonly certFile: string
  readonly keyFile: string
  /** Clients must show a certificate of this authority. */
  readonly clientCaFile?: string
}

/** A whole nats-server configuration: JetStream in `storeDir`, messages as large as ours get. */
export function renderNatsConfig(config: NatsConfig): string {
  const { host = '127.0.0.1', port, storeDir, cluster, monitorPort, users = [], tls } = config
  const settings = {
    server_name: cluster?.serverName ?? 'runhive',
    listen: `${host}:${port}`,
    max_payload: MAX_PAYLOAD_BYTES,
    // What a slow client may have waiting before the server drops it: several of the largest messages.
    max_pending: 8 * MAX_PAYLOAD_BYTES,
    jetstream: { store_dir: storeDir },
    ...(tls && { tls: renderTls(tls) }),
    ...(monitorPort === undefined ? {} : { http: `${host}:${monitorPort}` }),
    ...(cluster && { cluster: toClusterSettings(host, cluster) }),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}: ${render(value)}`)
  return `${lines.join('\n')}\n${users.length === 0 ? '' : renderNatsAuthorization(users)}`
}

function renderTls({ certFile, keyFile, clientCaFile }: NatsTls) {
  const own = { cert_file: certFile, key_file: keyFile }
  return clientCaFile === undefined ? own : { ...own, ca_file: clientCaFile, verify: true }
}

function toClusterSettings(host: string, { port, routes, password }: NatsClusterConfig) {
  return {
    name: 'runhive',
    listen: `${host}:${port}`,
    authorization: { user: 'route', password },
    routes: routes.map((route) => `nats://route:${password}@${host}:${route}`),
  }
}

function renderUser({ name, password, permissions }: NatsUser) {
  if (permissions === undefined) return { user: name, password }
  const { publish, subscribe } = permissions
  const allowed = {
    publish: { allow: publish },
    subscribe: { allow: subscribe },
    allow_responses: { max: 1, expires: RESPONSE_TTL },
  }
  return { user: name, password, permissions: allowed }
}

/** nats-server reads JSON as well as its own format; JSON needs no rules for quoting. */
function render(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
