import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env as processEnv } from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALLOCATOR } from './service-parts.ts'
import { factsOf, SERVICES, type ServiceName } from './services.ts'
import { settingNames } from './setting-names.ts'
import { type Stack, startStack } from './stack.ts'
import { openRecords } from './supervisor/records.ts'

/** Given to a stack whose whole environment is full of secrets: each service must get its own and no other's. */
const secrets = {
  AUTH_SECRET: 'auth-secret-auth-secret-auth-secret',
  OIDC_CLIENT_ID: 'a-client',
  OIDC_CLIENT_SECRET: 'oidc-client-secret-oidc-client-secret',
  WEBHOOK_SECRET: 'webhook-secret-webhook-secret-webhook',
  AWS_SECRET_ACCESS_KEY: 'of-the-operator-of-the-operator',
}
function secretsOf(service: ServiceName): string[] {
  const { database, secrets: own = [] } = factsOf(service)
  return ['NATS_URL', ...(database ? ['DATABASE_URL'] : []), ...own]
}
/** Of the system, glibc and Node.js, which no secret is in. */
const SYSTEM = ['PATH', 'HOME', 'TZ', 'NODE_EXTRA_CA_CERTS', ...Object.keys(ALLOCATOR)]

let stack: Stack
const stateDir = mkdtempSync(join(tmpdir(), 'runhive-environments-'))
beforeAll(async () => {
  const { PATH = '', HOME = '', DOCKER_HOST } = processEnv
  const settings = { LOG_LEVEL: 'error', EXECUTOR_WARM: '1', EXECUTOR_CONCURRENCY: '1' }
  const env = { PATH, HOME, ...(DOCKER_HOST && { DOCKER_HOST }), ...settings, ...secrets }
  stack = await startStack({ stateDir, env })
}, 180_000)
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]()
  rmSync(stateDir, { recursive: true, force: true })
})

/** What the kernel says that the process was given. */
function environOf(service: ServiceName): Record<string, string> {
  const pid = openRecords(stateDir).find(service)?.process.pid
  const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean)
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)))
}

test.each(SERVICES)(
  'the process of %s has its own settings in its environment and nothing else',
  (service) => {
    const environ = environOf(service)
    const known = [...settingNames(service), ...SYSTEM]
    expect(Object.keys(environ).filter((name) => !known.includes(name))).toEqual([])
    const held = Object.keys(environ).filter(
      (name) => /SECRET|PASSWORD|TOKEN|_URL$/.test(name) && name !== 'PUBLIC_URL',
    )
    expect(held.sort()).toEqual(secretsOf(service).sort())
  },
)

test('no two services share a login, be it of NATS or of Postgres, and nobody has the administrator’s', () => {
  const userOf = (url = '') => new URL(url).username
  for (const service of SERVICES) {
    const { NATS_URL, DATABASE_URL } = environOf(service)
    expect(userOf(NATS_URL)).toBe(service)
    if (DATABASE_URL !== undefined) expect(userOf(DATABASE_URL)).toBe(service)
  }
})

test('no secret of one service is anywhere in the environment or the arguments of another’s process', () => {
  const values = SERVICES.flatMap((service) =>
    secretsOf(service).map((name) => ({ service, value: environOf(service)[name] ?? '' })),
  )
  expect(values.length).toBeGreaterThanOrEqual(12)
  for (const service of SERVICES) {
    const pid = openRecords(stateDir).find(service)?.process.pid
    const seen = readFileSync(`/proc/${pid}/environ`, 'utf8') + readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    for (const other of values) if (other.service !== service) expect(seen).not.toContain(other.value)
    expect(seen).not.toContain(secrets.AWS_SECRET_ACCESS_KEY)
  }
})
