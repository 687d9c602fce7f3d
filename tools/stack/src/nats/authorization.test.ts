import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { SERVICES } from '../services.ts'
import { authorizationFile, deployedAuthorization } from './authorization.ts'
import { findNatsServer } from './nats-part.ts'

test('the deployed logins are those of the roles: else run node tools/stack/src/nats/write-authorization.ts', () => {
  expect(readFileSync(authorizationFile, 'utf8')).toBe(deployedAuthorization())
})

test('no password is in the deployed logins, and the server takes them from its environment', () => {
  const text = readFileSync(authorizationFile, 'utf8')
  const values = [...text.matchAll(/"password": (.*),?$/gm)].map((match) => match[1]?.replace(/,$/, ''))
  expect(values).toHaveLength(SERVICES.length + 1)
  for (const value of values) expect(value).toMatch(/^\$NATS_[A-Z]+_PASSWORD$/)

  const server = findNatsServer('/usr/sbin:/usr/bin')
  if (!server) throw new Error('there is no nats-server: run ./dev test, which fetches it')
  const names = values.map((value) => value?.slice(1) ?? '')
  const check = (passwords: Record<string, string>) =>
    spawnSync(server, ['-t', '-c', join(dirname(authorizationFile), 'nats.conf')], {
      encoding: 'utf8',
      env: passwords,
    })
  expect(check(Object.fromEntries(names.map((name) => [name, 'secret'])))).toMatchObject({ status: 0 })
  expect(check({})).toMatchObject({ status: 1 })
})
