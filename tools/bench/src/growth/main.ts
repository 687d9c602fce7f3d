import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@runhive/postgres/open'
import { toEnvironment } from '@runhive/stack/environment'
import { startStack } from '@runhive/stack/stack'
import { openSupervisor } from '@runhive/stack/supervisor/supervisor'
import { sql } from 'kysely'
import { residentBytes } from '../resident.ts'
import { readStreams, type StreamSize } from './streams.ts'

/**
 * What executions leave behind, for planning: runs the same small program `main.ts [count]` times on a stack of its
 * own, and prints by how much the database's schemas and the streams of NATS grew for each, and how much memory each
 * process holds.
 */

const COUNT = Number(process.argv[2] ?? 200)
const AT_ONCE = 4
const KIB = 1024
const MIB = 1024 * KIB
/** A kilobyte of source, a kilobyte of output. */
const PROGRAM = {
  language: 'python',
  source: `# ${'x'.repeat(980)}\nprint("y" * 1023)\n`,
}

const env = toEnvironment(process.env)
await using opened = new AsyncDisposableStack()
const stateDir = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-growth-')), (path) =>
  rmSync(path, { recursive: true, force: true }),
)
process.stderr.write('starting a private stack …\n')
const stack = opened.use(await startStack({ stateDir, env }))
const db = opened.use(openDatabase<unknown>(stack.databaseUrl))
const key = await stack.createKey('growth')

await runMany(AT_ONCE)
await untilRecorded(AT_ONCE)
const before = await measure()
process.stderr.write(`running ${COUNT} …\n`)
await runMany(COUNT)
await untilRecorded(AT_ONCE + COUNT)
const after = await measure()

console.log(`${COUNT} executions with 1 KiB of source and 1 KiB of output; each leaves:\n`)
for (const [schema, bytes] of after.schemas) {
  console.log(
    row(`Postgres, schema ${schema}`, (bytes - (before.schemas.get(schema) ?? 0)) / COUNT / KIB, 'KiB'),
  )
}
for (const { name, bytes } of after.streams) {
  const grown = bytes - (before.streams.find((stream) => stream.name === name)?.bytes ?? 0)
  console.log(row(`NATS, stream ${name}`, grown / COUNT / KIB, 'KiB'))
}
console.log('\nResident memory afterwards:\n')
for (const { name, process } of openSupervisor(stateDir, { detached: false }).list()) {
  console.log(row(name, (await residentBytes(process.pid)) / MIB, 'MiB'))
}

async function runMany(count: number): Promise<void> {
  let left = count
  const one = async () => {
    while (left-- > 0) {
      const answer = await fetch(`${stack.url}/api/v1/executions?wait=true`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify(PROGRAM),
      })
      if (!answer.ok) throw new Error(`an execution was refused with ${answer.status}`)
      await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

async function untilRecorded(count: number): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    const { rows } = await sql<{ count: string }>`select count(*) from history.executions`.execute(db)
    if (Number(rows[0]?.count) >= count) return
  }
  throw new Error('history did not record them all')
}

async function measure(): Promise<{ schemas: Map<string, number>; streams: StreamSize[] }> {
  const { rows } = await sql<{ schema: string; bytes: string }>`
    select schemaname as schema, sum(pg_total_relation_size(relid)) as bytes
    from pg_stat_user_tables group by schemaname order by schemaname`.execute(db)
  return {
    schemas: new Map(rows.map(({ schema, bytes }) => [schema, Number(bytes)])),
    streams: await readStreams(stack.natsUrl),
  }
}

function row(name: string, value: number, unit: string): string {
  return `${name.padEnd(38)} ${value.toFixed(1).padStart(8)} ${unit}`
}
