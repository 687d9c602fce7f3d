import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { parseDatabaseUrl } from '@runhive/process/settings'
import { DATA_SERVICES, SERVICES, type ServiceName } from '@runhive/stack/services'
import { settingNames } from '@runhive/stack/setting-names'
import { afterAll, expect, test } from 'vitest'
import { findWorkloads, type Workload } from './manifest.ts'
import { KUBERNETES, OVERLAYS, type Overlay, readKustomization, render } from './overlay.ts'

const dir = mkdtempSync(join(tmpdir(), 'runhive-kubernetes-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** What README.md has people put into each file. */
function contentOf(overlay: Overlay, file: string): string {
  if (file === 'nats-url')
    return overlay === 'production'
      ? 'tls://x:pw@nats.runhive.svc.cluster.local:4222'
      : 'nats://x:pw@nats:4222'
  if (file === 'database-url') return 'postgres://x:pw@db.internal:5432/runhive'
  return 'x'.repeat(64)
}

/** The environment of a pod as its process sees it, with its files in a folder of this test. */
function environmentOf(overlay: Overlay, { pod, name }: Workload): Record<string, string> {
  const { configMapGenerator } = readKustomization(join(KUBERNETES, 'overlays', overlay))
  const site = Object.fromEntries(
    configMapGenerator.flatMap(({ literals }) => literals.map((line) => line.split(/=(.*)/s).slice(0, 2))),
  ) as Record<string, string>
  const mounts = pod.containers.flatMap((container) =>
    container.volumeMounts.map(({ mountPath }) => mountPath),
  )
  const variables = pod.containers.flatMap((container) => container.env)
  return Object.fromEntries(
    variables.map(({ name: variable, value, valueFrom }) => {
      const from = JSON.stringify(valueFrom ?? {})
      const key = /"configMapKeyRef":\{"name":"site","key":"([^"]+)"/.exec(from)?.[1]
      if (value?.startsWith('/run/secrets/')) {
        expect(mounts, `${name}: ${variable}`).toContain(dirname(value))
        const file = join(dir, overlay, name, value)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, `${contentOf(overlay, basename(value))}\n`)
        return [variable, file]
      }
      return [variable, key === undefined ? (value ?? 'a-name') : (site[key] ?? '')]
    }),
  )
}

const all = OVERLAYS.flatMap((overlay) =>
  findWorkloads(render(overlay)).map((workload) => ({ overlay, workload })),
)
const services = all.flatMap(({ overlay, workload }) => {
  const service = SERVICES.find((name) => name === workload.name)
  return service === undefined ? [] : [[`${overlay}/${service}`, { overlay, workload, service }] as const]
})

type ParseConfig = (env: Readonly<Record<string, string>>) => unknown
const findParser = async (service: ServiceName): Promise<ParseConfig> =>
  (await import(`@runhive/${service}/config`)).parseConfig

test('every service of every overlay is looked at', () => {
  expect(services).toHaveLength(SERVICES.length * OVERLAYS.length)
})

test.each(services)(
  '%s accepts its settings: all that it needs are there, and none is wrong',
  async (_name, { overlay, workload, service }) => {
    const parseConfig = await findParser(service)
    expect(() => parseConfig(environmentOf(overlay, workload))).not.toThrow()
  },
)

test.each(services)('%s is given only settings that it has', (_name, { overlay, workload, service }) => {
  const known = settingNames(service).flatMap((name) => [name, `${name}_FILE`])
  expect(Object.keys(environmentOf(overlay, workload)).filter((name) => !known.includes(name))).toEqual([])
})

test.each(services)(
  '%s gets each secret as a file of its own secret',
  (_name, { overlay, workload, service }) => {
    const { secretGenerator } = readKustomization(join(KUBERNETES, 'overlays', overlay))
    const secret = workload.pod.volumes.find(({ name }) => name === 'secrets')?.secret?.secretName
    expect(secret).toBe(service)
    const files = secretGenerator
      .find(({ name }) => name === secret)
      ?.files.map((file) => basename(file.split('=')[0] ?? ''))
    const used = Object.values(environmentOf(overlay, workload)).filter((value) =>
      value.includes('/run/secrets/runhive/'),
    )
    expect(used.map((path) => basename(path)).sort()).toEqual(files?.sort())
  },
)

test('the executor is told where NATS and its engine are, and no other secret', () => {
  for (const [, { overlay, workload, service }] of services) {
    if (service !== 'executor') continue
    const files = Object.entries(environmentOf(overlay, workload)).filter(([, value]) =>
      value.includes('/run/secrets/'),
    )
    expect(files.map(([name]) => name).sort()).toEqual(
      overlay === 'production' ? ['NATS_CA_FILE', 'NATS_URL_FILE'] : ['NATS_URL_FILE'],
    )
  }
})

test('migrations get a database URL and nothing else', () => {
  const jobs = all.filter(({ workload }) => workload.kind === 'Job')
  expect(jobs).toHaveLength(DATA_SERVICES.length * OVERLAYS.length)
  for (const { overlay, workload } of jobs) {
    const env = environmentOf(overlay, workload)
    expect(Object.keys(env).filter((name) => name !== 'DATABASE_CA_FILE')).toEqual(['DATABASE_URL_FILE'])
    expect(parseDatabaseUrl(env)).toMatch(/^postgres:/)
  }
})
