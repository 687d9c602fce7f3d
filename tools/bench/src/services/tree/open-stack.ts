import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openDatabase } from '@runhive/postgres/open'
import type { FindEntry } from '@runhive/stack/service-parts'
import type { Stack, StackOptions } from '@runhive/stack/stack'
import { sql } from 'kysely'
import { writeEntry } from '../cells/write-entry.ts'
import type { Tree } from './checkout.ts'

export type CellKind = 'replaced' | 'real'

/** A running stack of a tree, and the folder with the records of its processes. */
export interface TreeStack extends AsyncDisposable {
  readonly stack: Stack
  readonly stateDir: string
}

/**
 * Starts a stack the way the tree itself does: its streams, permissions and migrations are its own. Postgres counts
 * statements.
 */
export async function openStack(
  tree: Tree,
  cells: CellKind,
  env: Readonly<Record<string, string>>,
): Promise<TreeStack> {
  const { root } = tree
  const { startStack } = (await import(pathToFileURL(join(root, 'tools/stack/src/stack.ts')).href)) as {
    startStack: (options: StackOptions) => Promise<Stack>
  }
  await using opened = new AsyncDisposableStack()
  const stateDir = await mkdtemp(join(tmpdir(), 'runhive-bench-services-'))
  opened.defer(() => rm(stateDir, { recursive: true, force: true }))
  const executor =
    cells === 'replaced' ? await writeEntry(stateDir, root) : join(root, 'services/executor/src/main.ts')
  const entry: FindEntry = (service, source) =>
    service === 'executor' && source === 'main.ts' ? executor : join(root, 'services', service, 'src', source)
  const options = { stateDir, env, entry }
  // Servers first: Postgres reads this setting when it starts, and no service should see it stop.
  const servers = opened.use(await startStack({ ...options, services: [] }))
  await countStatements(servers)
  const stack = await startStack(options)
  const closing = opened.move()
  return { stack, stateDir, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

async function countStatements(stack: Stack): Promise<void> {
  const set = async (statement: string) => {
    await using db = openDatabase<unknown>(stack.databaseUrl)
    await sql.raw(statement).execute(db)
  }
  await set(`alter system set shared_preload_libraries = 'pg_stat_statements'`)
  await stack.restart('postgres')
  await set('create extension pg_stat_statements schema public')
}
