import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { assertNatsReady } from './readiness.ts'
import { repositoryRoot } from './repository.ts'
import { StackError } from './stack-error.ts'
import type { PartSpec } from './supervisor.ts'

/** The largest message: the largest possible result, every byte of it escaped, fits. */
export const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024

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
  authorization: string
}): PartSpec {
  const command = findNatsServer(options.path)
  if (!command)
    throw new StackError('nats-server is neither in .tools/nats nor on PATH: run ./dev up, or install it')
  const dir = join(options.stateDir, 'nats')
  const config = join(dir, 'server.conf')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  writeFileSync(config, natsConfig({ ...options, storeDir: join(dir, 'jetstream') }), { mode: 0o600 })
  return {
    name: 'nats',
    command,
    args: ['--config', config],
    env: { PATH: options.path },
    cwd: dir,
    ports: { client: options.port },
    ready: () => assertNatsReady(options.port),
    readyWithinMs: 15_000,
  }
}

function natsConfig(options: { port: number; storeDir: string; authorization: string }): string {
  return `# Written by tools/stack on every start.
server_name: runhive
listen: 127.0.0.1:${options.port}
max_payload: ${MAX_PAYLOAD_BYTES}
# Twice the largest message: a client may hold one while it sends another.
max_pending: ${8 * MAX_PAYLOAD_BYTES}
jetstream {
  store_dir: ${JSON.stringify(options.storeDir)}
  max_memory_store: 256MB
  max_file_store: 8GB
}
${options.authorization}`
}
