import { readFileSync } from 'node:fs'
import { env } from 'node:process'
import { auth } from '@runhive/contracts/auth'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openNatsLogins } from './nats/logins.ts'
import { SERVICES } from './services.ts'
import { type Stack, startStack } from './stack.ts'
import { isAlive } from './supervisor/process-identity.ts'
import { openRecords } from './supervisor/records.ts'
import { openTemporaryFolder } from './temporary-folder.ts'

/** Needs nats-server, the embedded Postgres, a Docker engine and the core image: `./dev test` brings all of them. */

const START_MS = 180_000
const folder = openTemporaryFolder()
let stack: Stack
let key: string

beforeAll(async () => {
  const { PATH = '', DOCKER_HOST } = env
  const settings = { EXECUTOR_WARM: '1', EXECUTOR_CONCURRENCY: '2', ...(DOCKER_HOST ? { DOCKER_HOST } : {}) }
  stack = await startStack({ stateDir: folder.path, env: { PATH, ...settings } })
  key = await stack.createKey()
}, START_MS)

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
}, START_MS)

async function hello(): Promise<unknown> {
  const response = await fetch(`${stack.url}/api/v1/executions?wait=true`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ language: 'python', source: 'print("hello")' }),
  })
  return { http: response.status, ...((await response.json()) as object) }
}

const answer = { http: 200, status: 'succeeded', run: { stdout: 'hello\n', exitCode: 0 } }

test('a program sent to the gateway of a fresh stack is answered', async () => {
  expect(await hello()).toMatchObject(answer)
})

test('nobody gets into the mesh without a login, and a service only as itself', async () => {
  const { host } = new URL(stack.natsUrl)
  const anonymous = connectMesh({ url: `nats://${host}`, service: 'auth' })
  await expect(anonymous).rejects.toMatchObject({ code: 'UNAVAILABLE' })

  const login = openNatsLogins(folder.path).url('executor', stack.ports.nats)
  await using executorMesh = await connectMesh({ url: login, service: 'executor' })
  const admit = executorMesh
    .connect(auth)
    .admit({ credential: { kind: 'key', token: key }, procedure: 'executions.run' })
  await expect(admit).rejects.toThrow('not permitted')
})

test('the executor learns nothing of the database, and only it learns of the engine', () => {
  const environment = (name: string) => {
    const pid = openRecords(folder.path).find(name)?.process.pid
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  }
  expect(environment('executor')).not.toMatch(/postgres|DATABASE/)
  expect(environment('executor')).toContain('DOCKER_HOST=')
  for (const name of SERVICES.filter((service) => service !== 'executor')) {
    expect(environment(name)).not.toContain('DOCKER_HOST')
  }
})

test('only history learns the secret of webhooks', () => {
  const parts = openRecords(folder.path).list()
  const holders = parts.filter(({ process: { pid } }) =>
    readFileSync(`/proc/${pid}/environ`, 'utf8').includes('WEBHOOK_SECRET='),
  )
  expect(holders.map(({ name }) => name)).toEqual(['history'])
})

test('a second start in the same folder leaves every part alone', async () => {
  const pids = () =>
    openRecords(folder.path)
      .list()
      .map(({ name, process }) => `${name} ${process.pid}`)
  const before = pids()
  expect(before).toHaveLength(9)
  await stack.start()
  expect(pids()).toEqual(before)
})

test.each(['gateway', 'auth', 'executor', 'nats', 'postgres'] as const)(
  'after %s was killed and started again, programs are answered as before',
  async (part) => {
    await stack.kill(part)
    await stack.start(part)
    await stack.start()
    await expect.poll(hello, { timeout: 30_000, interval: 250 }).toMatchObject(answer)
  },
  120_000,
)

test('disposing stops every process and leaves no container', async () => {
  const records = openRecords(folder.path).list()
  await stack[Symbol.asyncDispose]()
  expect(records.filter(({ process }) => isAlive(process))).toEqual([])
  expect(await stack.containers()).toEqual([])
}, 120_000)
