import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DATA_SERVICES, SERVICES } from '@runhive/stack/services'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CONTAINER_UID, makeSecrets } from './secrets.ts'
import { writeSettings } from './settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runhive-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const own = process.getuid?.() ?? 0
const uid = own === 0 ? CONTAINER_UID : own
const contents = () =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))

test('each secret is a file that only the containers’ user can read', () => {
  const made = makeSecrets({ folder, uid })
  expect(made.toSorted()).toEqual(readdirSync(folder).toSorted())
  for (const name of made) {
    const { mode, uid: owner } = statSync(join(folder, name))
    expect({ name, mode: mode & 0o777, owner }).toEqual({ name, mode: 0o600, owner: uid })
  }
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('a second call changes nothing, and makes only what is missing', () => {
  makeSecrets({ folder, uid })
  const before = contents()
  expect(makeSecrets({ folder, uid })).toEqual([])
  expect(contents()).toEqual(before)
  rmSync(join(folder, 'auth-secret'))
  expect(makeSecrets({ folder, uid })).toEqual(['auth-secret'])
  expect(contents()['auth-secret']).not.toBe(before['auth-secret'])
})

test('each service logs in to NATS with the password that the server has for it', () => {
  makeSecrets({ folder, uid })
  const { 'nats-passwords': lines = '', ...others } = contents()
  for (const service of SERVICES) {
    const { username, password } = new URL(others[`${service}-nats-url`] ?? '')
    expect(username).toBe(service)
    expect(lines).toContain(`NATS_${service.toUpperCase()}_PASSWORD=${password}\n`)
  }
})

test('no secret is another one, and all are long', () => {
  makeSecrets({ folder, uid })
  const words = Object.values(contents()).flatMap((text) => text.match(/s[0-9a-f]{48}/g) ?? [])
  // One for each login, with the operator's and the administrator's, and three more; URLs repeat those of NATS and the
  // administrator.
  expect(new Set(words).size).toBe(SERVICES.length + 1 + DATA_SERVICES.length + 1 + 3)
})

test('containers that would run as root get no secrets', () => {
  expect(() => makeSecrets({ folder, uid: 0 })).toThrow('must not run as root')
})

test('an operator’s own settings stay, and what was found is said once', () => {
  const found = { RUNHIVE_VERSION: '1.0.0', RUNHIVE_UID: '1', DOCKER_GID: '2', DOCKER_SOCKET: '/s' }
  writeSettings(folder, found)
  const file = join(folder, '.env')
  writeFileSync(
    file,
    `${readFileSync(file, 'utf8')}PUBLIC_URL=https://run.example.com\nCOMPOSE_FILE=mine.yaml\n`,
  )
  writeSettings(folder, { ...found, RUNHIVE_VERSION: '1.1.0' })
  const lines = readFileSync(file, 'utf8').split('\n')
  expect(lines).toEqual(
    expect.arrayContaining(['PUBLIC_URL=https://run.example.com', 'COMPOSE_FILE=mine.yaml']),
  )
  expect(lines.filter((line) => line.startsWith('RUNHIVE_VERSION'))).toEqual(['RUNHIVE_VERSION=1.1.0'])
})
