import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type NatsUser, renderNatsConfig } from '@runhive/mesh/nats-config'
import { assertNatsReady } from './readiness.ts'
import { repositoryRoot } from './repository.ts'
import { StackError } from './stack-error.ts'
import type { PartSpec } from './supervisor.ts'

/** The server unpacked into the checkout, else the one on PATH. */
export function findNatsServer(path: string): string | undefined {
  const own = join(repositoryRoot, '.tools/nats/usr/sbin/nats-server')
  const candidates = [own, ...path.split(delimiter).map((dir) => join(dir, 'nats-server'))]
  return candidates.find((file) => existsSync(file))
}

/** A JetStream server of our own, on the loopback interface, with its data in the state folder. */
export function natsPart(options: {
  stateDir: string
  port: number
  path: string
  users: ReadonlyArray<NatsUser>
}): PartSpec {
  const command = findNatsServer(options.path)
  if (!command)
    throw new StackError('nats-server is neither in .tools/nats nor on PATH: run ./dev up, or install it')
  const dir = join(options.stateDir, 'nats')
  const file = join(dir, 'server.conf')
  const { port, users } = options
  const config = renderNatsConfig({ port, users, storeDir: join(dir, 'jetstream') })
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  writeFileSync(file, config, { mode: 0o600 })
  return {
    name: 'nats',
    command,
    args: ['--config', file],
    // The digest tells the supervisor that a server with another configuration is not this one.
    env: { PATH: options.path, CONFIG_DIGEST: createHash('sha256').update(config).digest('hex') },
    cwd: dir,
    ports: { client: port },
    ready: () => assertNatsReady(port),
    readyWithinMs: 15_000,
  }
}
