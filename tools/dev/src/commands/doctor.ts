import { spawnSync } from 'node:child_process'
import { isSupportedVersion, MINIMUM_NATS_VERSION } from '@runhive/mesh/nats-version'
import { findNatsServer } from '@runhive/stack/nats/nats-part'
import { natsVersion } from '@runhive/stack/nats/version'
import { openSupervisor } from '@runhive/stack/supervisor/supervisor'
import type { Invocation } from '../command.ts'
import { findEngine } from '../engine/find-engine.ts'
import { embeddedPostgresVersion } from '../install/embedded-postgres.ts'
import { inRepository, stateDir } from '../repository.ts'
import { runShown } from '../run-program.ts'
import { examinePorts } from '../up/examine-ports.ts'
import { gatewayPort } from '../up/ports.ts'

/** The result of one check: what was found, or what is wrong and how to fix it. */
interface Finding {
  readonly fine: boolean
  readonly text: string
}
type Environment = Readonly<Record<string, string>>

export async function run({ env }: Invocation): Promise<number> {
  const examinations: Record<string, (env: Environment) => Promise<string>> = {
    node: async () => `${process.version} (${process.execPath})`,
    npm: examineNpm,
    nats: examineNats,
    postgres: examinePostgres,
    ports: async () => examinePorts(gatewayPort(env), openSupervisor(stateDir, { detached: true })),
    engine: examineEngine,
  }
  let fine = true
  for (const [name, examine] of Object.entries(examinations)) {
    const finding = await examine(env).then(
      (text): Finding => ({ fine: true, text }),
      (error: unknown): Finding => ({
        fine: false,
        text: error instanceof Error ? error.message : String(error),
      }),
    )
    fine &&= finding.fine
    process.stdout.write(`${finding.fine ? 'ok  ' : 'FAIL'} ${name}: ${finding.text}\n`)
  }
  const engine = await findEngine(env).catch(() => undefined)
  if (!engine) return 1
  const args = [inRepository('services/executor/src/doctor/main.ts')]
  const ended = await runShown({
    command: process.execPath,
    args,
    env: { ...env, DOCKER_HOST: engine.dockerHost },
  })
  return fine && ended === 0 ? 0 : 1
}

async function examineNpm(env: Environment): Promise<string> {
  const version = firstLine('npm', ['--version'], env)
  if (version === undefined) throw new Error('npm is missing: it comes with Node.js, or as the package npm.')
  return version
}

async function examineNats(env: Environment): Promise<string> {
  if (env.NATS_URL !== undefined) return 'NATS_URL is set: no NATS is started here'
  const binary = findNatsServer(env.PATH ?? '')
  if (!binary)
    throw new Error(
      'nats-server is missing: ./dev up fetches it on Debian and Ubuntu; elsewhere put it on PATH.',
    )
  const version = natsVersion(binary)
  if (!isSupportedVersion(version))
    throw new Error(`nats-server ${MINIMUM_NATS_VERSION} or newer is needed, and ${binary} is ${version}.`)
  return `${version} (${binary})`
}

async function examinePostgres(env: Environment): Promise<string> {
  if (env.DATABASE_URL !== undefined) return 'DATABASE_URL is set: no Postgres is started here'
  return embeddedPostgresVersion(env)
}

async function examineEngine(env: Environment): Promise<string> {
  const engine = await findEngine(env)
  if (!engine)
    throw new Error('no Docker engine responds: ./dev up starts it, or installs it on Debian and Ubuntu.')
  return `Docker ${engine.version} at ${engine.dockerHost}`
}

function firstLine(command: string, args: ReadonlyArray<string>, env: Environment): string | undefined {
  const { status, stdout } = spawnSync(command, [...args], { encoding: 'utf8', env: { ...env } })
  return status === 0 ? stdout.trim().split('\n')[0] : undefined
}
