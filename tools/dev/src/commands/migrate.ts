import { findPostgresUrl, postgresPart } from '@runhive/stack/database/postgres-part'
import { prepareDatabase } from '@runhive/stack/database/prepare'
import { choosePorts } from '@runhive/stack/stack-ports'
import { takeLock } from '@runhive/stack/supervisor/lock'
import { openSupervisor } from '@runhive/stack/supervisor/supervisor'
import type { Invocation } from '../command.ts'
import { stateDir } from '../repository.ts'
import { USUAL_PORTS } from '../up/ports.ts'
import { lockFile } from '../up/up-stack.ts'

/** Works on the database that DATABASE_URL names, else on the embedded one, which runs only as long as needed. */
export async function run({ env, progress }: Invocation): Promise<number> {
  using _lock = await takeLock(lockFile, { waitMs: 60_000 })
  await using database = env.DATABASE_URL === undefined ? await openEmbedded() : external(env.DATABASE_URL)
  const { applied } = await progress.step('migrating', () =>
    prepareDatabase({ stateDir, adminUrl: database.url, env }),
  )
  for (const [service, said] of Object.entries(applied)) {
    process.stdout.write(`${service}: ${said.trim().replaceAll('\n', ', ') || 'nothing to do'}\n`)
  }
  return 0
}

function external(url: string): { url: string } & AsyncDisposable {
  return { url, [Symbol.asyncDispose]: async () => {} }
}

async function openEmbedded(): Promise<{ url: string } & AsyncDisposable> {
  const supervisor = openSupervisor(stateDir, { detached: true })
  const running = supervisor.list()
  const { postgres } = await choosePorts({ postgres: USUAL_PORTS.postgres }, running)
  const ran = running.some(({ name, alive }) => name === 'postgres' && alive)
  if (!ran) {
    const spec = postgresPart({ stateDir, port: postgres, detached: true })
    await supervisor.start(spec)
    await supervisor.waitUntilReady(spec)
  }
  return {
    url: findPostgresUrl(stateDir),
    async [Symbol.asyncDispose]() {
      if (!ran) await supervisor.stop('postgres')
    },
  }
}
