import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type NatsUser, renderNatsConfig } from '@runhive/mesh/nats-config'
import { isSupportedVersion, MINIMUM_NATS_VERSION } from '@runhive/mesh/nats-version'
import { repositoryRoot } from '../repository.ts'
import { StackError } from '../stack-error.ts'
import { assertNatsReady } from '../supervisor/readiness.ts'
import type { PartSpec } from '../supervisor/supervisor.ts'
import { assertClusterReady } from './cluster.ts'
import type { NatsNode } from './nodes.ts'
import { natsVersion } from './version.ts'

/** The server unpacked into the checkout, else the one on PATH. */
export function findNatsServer(path: string): string | undefined {
  const own = join(repositoryRoot, '.tools/nats/usr/sbin/nats-server')
  const candidates = [own, ...path.split(delimiter).map((dir) => join(dir, 'nats-server'))]
  return candidates.find((file) => existsSync(file))
}

interface NatsOptions {
  readonly stateDir: string
  readonly path: string
  /** The server's program; without: `findNatsServer`. */
  readonly command?: string | undefined
  readonly users: ReadonlyArray<NatsUser>
  /** One, or all of a cluster. */
  readonly nodes: ReadonlyArray<NatsNode>
  /** With which the servers of a cluster log in to each other. */
  readonly clusterPassword: string
  /** Of a login that may do everything, at one server. */
  readonly operatorUrl: (port: number) => string
}

/** JetStream servers of our own, on the loopback interface, with their data in the state folder. */
export function natsParts(options: NatsOptions): PartSpec[] {
  return options.nodes.map((node) => natsPart(node, options))
}

function natsPart(node: NatsNode, options: NatsOptions): PartSpec {
  const { nodes, path, users } = options
  const command = options.command ?? findNatsServer(path)
  if (!command)
    throw new StackError('nats-server is neither in .tools/nats nor on PATH: run ./dev up, or install it')
  assertSupported(command)
  const isAlone = nodes.length === 1
  const dir = join(options.stateDir, node.name)
  const file = join(dir, 'server.conf')
  const routes = nodes.map(({ cluster }) => cluster)
  const cluster = { serverName: node.name, port: node.cluster, routes, password: options.clusterPassword }
  const config = renderNatsConfig({
    ...{ port: node.client, users, storeDir: join(dir, 'jetstream') },
    ...(isAlone ? {} : { cluster }),
  })
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  writeFileSync(file, config, { mode: 0o600 })
  return {
    name: node.name,
    command,
    args: ['--config', file],
    // The digest tells the supervisor that a server with another configuration is not this one.
    env: { PATH: path, CONFIG_DIGEST: createHash('sha256').update(config).digest('hex') },
    cwd: dir,
    ports: { client: node.client, ...(isAlone ? {} : { cluster: node.cluster }) },
    async ready() {
      await assertNatsReady(node.client)
      if (!isAlone) await assertClusterReady(options.operatorUrl(node.client), nodes.length)
    },
    readyWithinMs: isAlone ? 15_000 : 120_000,
  }
}

/** Services would refuse it too, but only after it has been started. */
function assertSupported(command: string): void {
  const version = natsVersion(command)
  if (isSupportedVersion(version)) return
  throw new StackError(
    `Runhive needs nats-server ${MINIMUM_NATS_VERSION} or newer, and ${command} is ${version}: ./dev fetches one on Debian, or name one in NATS_SERVER`,
  )
}
