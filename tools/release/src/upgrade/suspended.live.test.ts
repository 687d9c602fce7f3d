import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { openDatabase } from '@runhive/postgres/open'
import { prepareDatabase } from '@runhive/stack/database/prepare'
import { startStack } from '@runhive/stack/stack'
import { expect, test } from 'vitest'
import { storedVersions, unpackRelease } from '../store/stored.ts'
import { ask } from './ask.ts'

const HELLO = { language: 'python', source: 'print("hello")' }

interface Accounts {
  accounts: { handle: string; suspended_at: Date; suspension_reason: string }
}

test('a gateway of the last release refuses an account that this version’s auth knows as suspended, and this version’s says so', async () => {
  await using opened = new AsyncDisposableStack()
  const stateDir = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-suspended-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  const given = { PATH, HOME, EXECUTOR_WARM: '1', ...(DOCKER_HOST ? { DOCKER_HOST } : {}) }
  const release = opened.use(await unpackRelease(storedVersions().at(-1) ?? ''))
  const { services, entry, logins: alsoMay } = release
  const options = { stateDir, env: given, services, entry, alsoMay, ports: 'free' } as const
  const stack = opened.use(await startStack(options))
  const key = await stack.createKey('one')
  await prepareDatabase({ stateDir, adminUrl: stack.databaseUrl, env: given })
  opened.use(await stack.startAnother('auth'))
  await stack.stop('auth')

  const run = (url: string) => ask(`${url}/api/v1/executions?wait=true`, key, HELLO)
  expect((await run(stack.url)).status).toBe(200)
  const db = opened.use(openDatabase<Accounts>(stack.databaseUrl))
  const suspended = { suspended_at: new Date(), suspension_reason: 'scans networks' }
  await db.withSchema('auth').updateTable('accounts').set(suspended).where('handle', '=', 'one').execute()
  await expect.poll(() => run(stack.url)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })

  const gateway = opened.use(await stack.startAnother('gateway', { PUBLIC_URL: stack.url }))
  expect(await run(gateway.url)).toMatchObject({ status: 403, body: { code: 'ACCOUNT_SUSPENDED' } })
}, 300_000)
