import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { env } from 'node:process'
import { repositoryRoot } from '@runhive/stack/repository'
import { DATA_SERVICES, SERVICES } from '@runhive/stack/services'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { docker } from '../images/docker.ts'
import { run } from '../run.ts'
import { findSocket } from './settings.ts'
import { type Deployment, openDeployment } from './testing.ts'

const { PATH = '', HOME = '', DOCKER_HOST } = env
const given = { PATH, HOME, ...(DOCKER_HOST ? { DOCKER_HOST } : {}) }
/** On a slow machine, with every image to build. */
const START_MS = 420_000
const SERVERS = ['postgres', 'nats', 'issuer', 'mailbox']
const STEPS = DATA_SERVICES.map((name) => `${name}-migrate`)

/** Each looks into a dozen containers, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 })

let deployment: Deployment

beforeAll(async () => {
  deployment = await openDeployment(given)
}, START_MS)

afterAll(async () => {
  await deployment?.[Symbol.asyncDispose]()
}, START_MS)

const inspect = (service: string) => deployment.project.inspect(service)
/** What a program says that runs in a service's container, as its user. */
const inside = async (service: string, ...command: string[]) =>
  docker(['exec', await deployment.project.container(service), ...command], { env: given })

test('every container answers its health check, which is its own ops port’s answer', async () => {
  for (const service of [...SERVICES, ...SERVERS]) {
    const health = async () => (await inspect(service)).State.Health?.Status
    await expect.poll(health, { timeout: 60_000, interval: 500, message: service }).toBe('healthy')
  }
  for (const service of SERVICES) {
    expect(JSON.parse(await inside(service, 'node', '/app/health.mjs'))).toEqual({ status: 'ready', service })
  }
}, 120_000)

test('each migration is a step that has ended well', async () => {
  for (const step of STEPS) expect((await inspect(step)).State, step).toMatchObject({ ExitCode: 0 })
})

test.each([...SERVICES, ...SERVERS, ...STEPS])(
  '%s runs as nobody, on a read-only root, without capabilities, within limits',
  async (service) => {
    const { Config, HostConfig } = await inspect(service)
    expect(Config.User).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, Privileged: false, CapDrop: ['ALL'] })
    expect(HostConfig.CapAdd ?? []).toEqual([])
    expect(HostConfig.SecurityOpt).toContain('no-new-privileges:true')
    expect(HostConfig.Memory).toBeGreaterThan(0)
    expect(HostConfig.PidsLimit).toBeGreaterThan(0)
  },
)

test('inside, the kernel agrees: another uid than root’s, no capability, nothing writable beside its own folders', async () => {
  for (const service of [...SERVICES, ...SERVERS]) {
    const status = await inside(
      service,
      'sh',
      '-c',
      'cat /proc/1/status; touch /usr/bin/x /app/x 2>&1 || true',
    )
    expect(status, service).toMatch(/^Uid:\s+[1-9]\d*\s/m)
    expect(status, service).toMatch(/^CapEff:\s+0+$/m)
    expect(status, service).toMatch(/^NoNewPrivs:\s+1$/m)
    expect(status, service).toMatch(/usr\/bin\/x': (?:Read-only file system|Permission denied)/)
  }
})

test('only the executor’s container has the engine’s socket', async () => {
  const socket = findSocket(DOCKER_HOST).path
  const withSocket: string[] = []
  for (const service of [...SERVICES, ...SERVERS, ...STEPS]) {
    const { Mounts } = await inspect(service)
    // The socket itself, or any folder above it.
    if (Mounts.some(({ Source }) => socket === Source || socket.startsWith(`${Source}/`)))
      withSocket.push(service)
  }
  expect(withSocket).toEqual(['executor'])
})

test('the executor’s container holds its own login of the mesh and no other secret, in its environment, mounts and files', async () => {
  const { Config, Mounts } = await inspect('executor')
  expect(Config.Env.join('\n')).not.toMatch(/DATABASE|OIDC|AUTH|WEBHOOK|PASSWORD|postgres:/i)
  const targets = Mounts.map(({ Destination }) => Destination).toSorted()
  expect(targets).toEqual(['/run/secrets/executor-nats-url', '/var/run/docker.sock'])
  const mine = deployment.secrets.get('executor-nats-url') ?? ''
  expect(await inside('executor', 'cat', '/run/secrets/executor-nats-url')).toBe(`${mine}\n`)

  const others = [...deployment.secrets].filter(([name]) => name !== 'executor-nats-url')
  const words = others.flatMap(([, value]) => value.match(/s[0-9a-f]{48}/g) ?? [])
  const foreign = words.filter((word) => !mine.includes(word))
  expect(foreign.length).toBeGreaterThan(8)
  // Everything that this user can read, its own environment and memory included; the program reads the words from its
  // arguments.
  const search = `for (const word of process.argv.slice(1)) for (const file of [...require('fs').globSync('/{app,run,etc,tmp}/**'), '/proc/1/environ', '/proc/1/cmdline', '/proc/self/mountinfo']) { try { if (require('fs').readFileSync(file, 'latin1').includes(word)) console.log(file) } catch {} }`
  expect(await inside('executor', 'node', '-e', search, ...foreign)).toBe('')
  // The same search does find what is there.
  const own = mine.match(/s[0-9a-f]{48}/)?.[0] ?? ''
  expect(await inside('executor', 'node', '-e', search, own)).toContain('/run/secrets/executor-nats-url')
})

test('the executor has no network but the mesh, and nobody but the gateway, the issuer and the mailbox a port, on loopback', async () => {
  const { name } = deployment.project
  const { NetworkSettings } = await inspect('executor')
  expect(Object.keys(NetworkSettings.Networks)).toEqual([`${name}_mesh`])
  const open: string[] = []
  for (const service of [...SERVICES, 'postgres', 'nats']) {
    const { Ports } = (await inspect(service)).NetworkSettings
    const published = Object.values(Ports).flatMap((bindings) => bindings ?? [])
    if (published.length > 0) open.push(service)
    expect(published.every(({ HostIp }) => HostIp === '127.0.0.1')).toBe(true)
  }
  // The issuer lives in auth's network, the mailbox in contact's.
  expect(open.toSorted()).toEqual(['auth', 'contact', 'gateway'])
  expect(await inside('executor', 'node', '-e', isPostgres('nats', 4222))).toBe('something else')
  const address = (await inspect('postgres')).NetworkSettings.Networks[`${name}_data`]?.IPAddress ?? ''
  expect(address).toMatch(/^\d/)
  // An engine without firewall rules passes packets on between its networks: then Postgres itself refuses to hear more.
  expect(await inside('executor', 'node', '-e', isPostgres(address, 5432))).toMatch(/^(?:nothing|refused)$/)
  expect(await inside('auth', 'node', '-e', isPostgres(address, 5432))).toBe('asks for a password')
})

/**
 * A program that asks for a session of Postgres, and writes what it was told: a silent network is as good as one that
 * refuses.
 */
const isPostgres = (host: string, port: number) => `
const say = (word) => { process.stdout.write(word); process.exit() }
const socket = require('net').connect(${port}, '${host}')
socket.on('error', () => say('nothing'))
setTimeout(() => say('nothing'), 3000)
socket.on('data', (data) => say(data[0] === 0x52 ? 'asks for a password' : data[0] === 0x45 && data.includes('no pg_hba.conf entry') ? 'refused' : 'something else'))
socket.on('connect', () => {
  const words = Buffer.from('user\\0postgres\\0database\\0postgres\\0\\0')
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + words.length, 0)
  head.writeInt32BE(196608, 4)
  socket.write(Buffer.concat([head, words]))
})`

test.each(SERVICES)(
  'the image of %s says what it is, and holds its bill of materials and licences',
  async (service) => {
    const { Config } = await inspect(service)
    expect(Config.Labels).toMatchObject({
      'org.opencontainers.image.title': `runhive-${service}`,
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.revision': expect.stringMatching(/^(?:[0-9a-f]{40}|unknown)$/),
    })
    const inImage = await inside(service, 'cat', '/app/sbom.cdx.json')
    expect(inImage).toBe(readFileSync(join(repositoryRoot, 'dist', service, 'sbom.cdx.json'), 'utf8'))
    const bill = JSON.parse(inImage) as { bomFormat: string; components: Array<{ name: string }> }
    expect(bill.bomFormat).toBe('CycloneDX')
    expect(bill.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['zod', 'pino', 'node']))
    expect(await inside(service, 'cat', '/app/licences.txt')).toContain('Permission is hereby granted')
  },
)

const JOURNEYS = ['hello', 'accounts', 'live-runs', 'watch']

test('the journeys that `./dev up` passes are passed by the deployment', async () => {
  const files = JOURNEYS.map((name) => `services/gateway/src/journeys/${name}.live.test.ts`)
  const vitest = join(repositoryRoot, 'node_modules/.bin/vitest')
  const output = join(dirname(deployment.targetFile), 'report.json')
  const reporters = ['--reporter=json', `--outputFile=${output}`]
  // One after the other: some wait until nothing else runs.
  const args = ['run', '--project', '@runhive/gateway', '--no-file-parallelism', ...reporters, ...files]
  await run(vitest, args, { env: { ...given, RUNHIVE_JOURNEYS_AT: deployment.targetFile } }).catch(() => {
    // The report tells better why.
  })
  const report = JSON.parse(readFileSync(output, 'utf8')) as {
    testResults: Array<{
      assertionResults: Array<{ status: string; title: string; failureMessages: string[] }>
    }>
  }
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  expect(results.filter(({ status }) => status !== 'passed')).toEqual([])
  expect(report.testResults).toHaveLength(JOURNEYS.length)
  expect(results.length).toBeGreaterThanOrEqual(25)
}, 300_000)

test('stopping it leaves no cell behind', async () => {
  const cells = () =>
    docker(['ps', '-aq', '--filter', `label=runhive.executor=${deployment.executorId}`], { env: given })
  expect((await cells()).trim()).not.toBe('')
  await deployment[Symbol.asyncDispose]()
  expect((await cells()).trim()).toBe('')
}, 180_000)
