import { join } from 'node:path'
import { createCertificateFolder } from '@runhive/certificates/files'
import { executionEvents } from '@runhive/contracts/execution-streams'
import { roles } from '@runhive/contracts/roles'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { afterAll, expect, test } from 'vitest'
import { findFreePorts } from '../ports.ts'
import { SERVICES } from '../services.ts'
import { deployedAuthorization } from './authorization.ts'
import { type DeployedNats, type Passwords, startDeployedNats } from './deployed.ts'

const folder = createCertificateFolder()
afterAll(() => folder[Symbol.dispose]())
const logins = [...SERVICES, 'operator']
/** One begins with a digit, one is nothing but digits: neither is a number. */
const passwords: Passwords = {
  ...Object.fromEntries(logins.map((name) => [name, `s-${name}-password`])),
  executor: '7e0-digits-first',
  history: '1234567890',
}

function openSingle(port: number): Promise<DeployedNats> {
  const dir = join(folder.dir, `single-${port}`)
  const replacements = [
    ['0.0.0.0:4222', `127.0.0.1:${port}`],
    ['http: "0.0.0.0:8222"', ''],
    ['/var/lib/nats', join(dir, 'streams')],
  ] as const
  return startDeployedNats({ config: 'single.conf', dir, name: 'nats-0', passwords, replacements })
}

const open = (port: number, login: string, password: string) =>
  connectMesh({
    url: `nats://${login}:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    service: login.replace('-2', ''),
  })

test('every login of single.conf works with its own password and with no other', async () => {
  const [port = 0] = await findFreePorts(1)
  await using _server = await openSingle(port)
  for (const login of logins.filter((name) => name !== 'operator')) {
    await using mesh = await open(port, login, passwords[login] ?? '')
    await expect(mesh.ping()).resolves.toBeGreaterThan(0)
    const other = login === 'auth' ? 'gateway' : 'auth'
    await expect(open(port, login, passwords[other] ?? '')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  }
})

test('a password is changed while services work: first a second login, then the first one anew', async () => {
  const [port = 0] = await findFreePorts(1)
  await using server = await openSingle(port)
  const warnings: string[] = []
  const tell = (_details: unknown, message: string) => void warnings.push(message)
  const log = { debug: () => {}, info: () => {}, warn: tell, error: tell }
  const url = (login: string, password: string) => `nats://${login}:${password}@127.0.0.1:${port}`
  await using old = await connectMesh({
    url: url('executor', passwords.executor ?? ''),
    service: 'executor',
    log,
  })
  await using other = await connectMesh({ url: url('auth', passwords.auth ?? ''), service: 'auth', log })

  const both = { ...passwords, 'executor-2': 'second-password' }
  server.reload({ authorization: deployedAuthorization({ second: ['executor'] }), passwords: both })
  await expect
    .poll(() =>
      open(port, 'executor-2', 'second-password').then(
        (mesh) => mesh[Symbol.asyncDispose]().then(() => 'in'),
        () => 'refused',
      ),
    )
    .toBe('in')
  await using next = await open(port, 'executor-2', 'second-password')
  expect(await Promise.all([old.ping(), other.ping()])).toHaveLength(2)
  expect(warnings).toEqual([])

  // Nobody uses the first login any more but one that was forgotten.
  server.reload({ passwords: { ...both, executor: 'first-password-anew' } })
  await old.closed
  expect(await Promise.all([next.ping(), other.ping()])).toHaveLength(2)
  await using again = await open(port, 'executor', 'first-password-anew')
  await expect(again.ping()).resolves.toBeGreaterThan(0)
})

test('three servers of cluster.conf find each other over TLS and keep streams together; a stranger is no fourth', async () => {
  await using opened = new AsyncDisposableStack()
  const ours = folder.authority('Mesh')
  const certificate = ours.issue({ name: 'nats', hosts: ['localhost'] })
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0, ...routes] = await findFreePorts(12)
  const ports = [c0, c1, c2, c3]
  const start = async (at: number, files: typeof certificate) => {
    const dir = join(folder.dir, `node-${at}`)
    const replacements = [
      ['0.0.0.0:4222', `127.0.0.1:${ports[at]}`],
      ['0.0.0.0:6222', `127.0.0.1:${routes[at]}`],
      ['0.0.0.0:8222', `127.0.0.1:${routes[at + 4]}`],
      ...[0, 1, 2].map(
        (n) => [`nats-${n}.nats-servers.runhive.svc.cluster.local:6222`, `localhost:${routes[n]}`] as const,
      ),
      ['/run/secrets/nats-tls/tls.crt', files.certFile],
      ['/run/secrets/nats-tls/tls.key', files.keyFile],
      ['/run/secrets/nats-tls/ca.crt', ours.caFile],
      ['/var/lib/nats', join(dir, 'streams')],
    ] as const
    return opened.use(
      await startDeployedNats({ config: 'cluster.conf', dir, name: `nats-${at}`, passwords, replacements }),
    )
  }
  const servers = await Promise.all([0, 1, 2].map((at) => start(at, certificate)))
  const routesOf = async (at: number) => {
    const answer = await fetch(`http://127.0.0.1:${routes[at + 4]}/routez`)
    const { routes: found } = (await answer.json()) as { routes: Array<{ remote_id: string }> }
    return new Set(found.map((route) => route.remote_id)).size
  }
  await expect.poll(() => routesOf(0)).toBe(2)

  const url = [0, 1, 2].map((at) => `tls://gateway:${passwords.gateway}@localhost:${ports[at]}`).join(',')
  const tls = { caFile: ours.caFile }
  await using gateway = await connectMesh({ url, tls, replicas: 3, service: 'gateway' })
  await expect.poll(() => gateway.prepare(roles.gateway.ownsStreams).then(() => 'made', String)).toBe('made')
  await gateway.log(executionEvents).append('acc.x', 1, { kind: 'queued', position: 0 })
  await expect(gateway.log(executionEvents).last('acc.x')).resolves.toMatchObject({ number: 1 })

  await start(3, folder.authority('Theirs').issue({ name: 'nats', hosts: ['localhost'] }))
  await expect.poll(() => servers.map((server) => server.said()).join()).toMatch(/TLS route handshake error/)
  expect([await routesOf(3), await routesOf(0)]).toEqual([0, 2])
}, 120_000)
