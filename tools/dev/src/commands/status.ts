import { assertPostgresReady, findPostgresUrl } from '@runhive/stack/database/postgres-part'
import { DEFAULT_DOCKER_HOST, engineVersion } from '@runhive/stack/engine'
import { SERVICES } from '@runhive/stack/services'
import { readFacts } from '@runhive/stack/stack-facts'
import {
  assertIssuerReady,
  assertMailboxReady,
  assertNatsReady,
  assertServiceReady,
} from '@runhive/stack/supervisor/readiness'
import type { PartRecord } from '@runhive/stack/supervisor/records'
import { openSupervisor } from '@runhive/stack/supervisor/supervisor'
import type { Invocation } from '../command.ts'
import { stateDir } from '../repository.ts'

interface Row {
  readonly part: string
  readonly state: string
  readonly pid: string
  readonly ports: string
  readonly uptime: string
  readonly fine: boolean
}

export async function run({ env }: Invocation): Promise<number> {
  const records = openSupervisor(stateDir, { detached: true }).list()
  const servers = readFacts(stateDir)?.ownServers ?? ['nats', 'postgres', 'issuer', 'mailbox']
  const names = [...servers, ...SERVICES]
  const parts = names.map((name) =>
    describe(
      name,
      records.find((record) => record.name === name),
    ),
  )
  const rows = await Promise.all([...parts, describeEngine(env, records)])
  process.stdout.write(`${table(rows)}\n`)
  return rows.every(({ fine }) => fine) ? 0 : 1
}

async function describe(part: string, record: (PartRecord & { alive: boolean }) | undefined): Promise<Row> {
  const absent = { part, pid: '', ports: '', uptime: '', fine: false }
  if (!record) return { ...absent, state: 'not running' }
  if (!record.alive) return { ...absent, state: `died (./dev logs ${part})` }
  const problem = await check(record).then(() => undefined, toReason)
  return {
    part,
    state: problem === undefined ? 'ready' : `running, not ready: ${problem}`,
    pid: String(record.process.pid),
    ports: Object.entries(record.ports)
      .map(([meaning, port]) => (meaning === 'client' ? String(port) : `${meaning} ${port}`))
      .join(', '),
    uptime: duration(Date.now() - Date.parse(record.startedAt)),
    fine: problem === undefined,
  }
}

/** The engine may be somebody else's: then there is no pid to tell. */
async function describeEngine(
  env: Readonly<Record<string, string>>,
  records: ReadonlyArray<PartRecord & { alive: boolean }>,
): Promise<Row> {
  const dockerHost = env.DOCKER_HOST ?? readFacts(stateDir)?.dockerHost ?? DEFAULT_DOCKER_HOST
  const own = records.find(({ name, alive }) => name === 'docker' && alive)
  const rest = {
    part: 'docker',
    pid: own ? String(own.process.pid) : '',
    ports: dockerHost,
    uptime: own ? duration(Date.now() - Date.parse(own.startedAt)) : '',
  }
  try {
    return { ...rest, state: `ready (${await engineVersion(dockerHost)})`, fine: true }
  } catch {
    return { ...rest, state: 'not running', fine: false }
  }
}

async function check({ name, ports }: PartRecord): Promise<void> {
  if (name === 'nats') return assertNatsReady(ports.client ?? 0)
  if (name === 'issuer') return assertIssuerReady(`http://127.0.0.1:${ports.client ?? 0}`)
  if (name === 'mailbox') return assertMailboxReady(`http://127.0.0.1:${ports.page ?? 0}`)
  if (name === 'postgres') return assertPostgresReady(findPostgresUrl(stateDir))
  return assertServiceReady(ports.ops ?? 0)
}

function table(rows: ReadonlyArray<Row>): string {
  const lines = [
    ['part', 'state', 'pid', 'port', 'uptime'],
    ...rows.map(({ part, state, pid, ports, uptime }) => [part, state, pid, ports, uptime]),
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function duration(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
