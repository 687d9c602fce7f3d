import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DATA_SERVICES, factsOf, SERVICES, type ServiceName } from '@runhive/stack/services'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { repositoryRoot } from '../repository.ts'

/**
 * Places that list services and cannot be derived, compared with the list of services. Others look at more of it: the
 * rules for manifests in `tools/kubernetes`, the deployed logins in `tools/stack`, and the compiler at the roles.
 */

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8')
const sorted = (names: Iterable<string>) => [...names].toSorted()

test('the list has every service that has source, and no other', () => {
  const folders = globSync('services/*/src/main.ts', { cwd: repositoryRoot }).map(
    (path) => path.split('/')[1],
  )
  expect(sorted(folders.map(String))).toEqual(sorted(SERVICES))
})

test('no two services have one operations port', () => {
  expect(new Set(SERVICES.map((name) => factsOf(name).opsPort)).size).toBe(SERVICES.length)
})

const Manifest = z.object({ name: z.string(), nx: z.object({ tags: z.array(z.string()) }) })

test.each(SERVICES)(
  '%s is a package that says what it is, and has migrations if it has a database',
  (name) => {
    const manifest = Manifest.parse(JSON.parse(read(`services/${name}/package.json`)))
    const { tags } = manifest.nx
    expect(manifest.name).toBe(`@runhive/${name}`)
    expect(tags).toEqual(expect.arrayContaining(['type:service', `scope:${name}`]))
    const hasDatabase = factsOf(name).database ?? false
    expect(tags.includes('owns:postgres')).toBe(hasDatabase)
    const migrations = globSync(`services/${name}/{migrations/all.ts,src/migrate/main.ts}`, {
      cwd: repositoryRoot,
    })
    expect(migrations).toHaveLength(hasDatabase ? 2 : 0)
  },
)

test('no other package may import a service by its name', () => {
  const banned = [...read('biome.json').matchAll(/"@runhive\/(\w+)\/\*\*"/g)].map(([, name = '']) => name)
  expect(sorted(banned)).toEqual(sorted(SERVICES))
})

test('every service has a line in the map and in the table of logins', () => {
  const rows = (page: string, pattern: RegExp) =>
    [...read(page).matchAll(pattern)].map(([, name = '']) => name)
  const inMap = new Set(rows('docs/architecture.md', /^\| `services\/(\w+)` \|/gm))
  const inLogins = new Set(rows('deploy/nats/README.md', /^\| (\w+) \|/gm))
  for (const name of SERVICES) expect([inMap.has(name), inLogins.has(name)], name).toEqual([true, true])
})

const Prometheus = z.object({ scrape_configs: z.array(z.object({ job_name: z.string() })) })

test('every service is scraped', () => {
  const { scrape_configs } = Prometheus.parse(parse(read('deploy/prometheus/prometheus.example.yaml')))
  expect(sorted(scrape_configs.map(({ job_name }) => job_name))).toEqual(
    sorted(SERVICES.map((name) => `runhive-${name}`)),
  )
})

const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      environment: z.record(z.string(), z.unknown()).default({}),
      secrets: z.array(z.string()).default([]),
      networks: z.array(z.string()).default([]),
    }),
  ),
  secrets: z.record(z.string(), z.unknown()),
})
const compose = Compose.parse(parse(read('deploy/compose/compose.yaml'), { merge: true }))

test.each(SERVICES)('Compose runs %s on the networks that it needs, with its secrets as files', (name) => {
  const service = compose.services[name]
  expect(service?.image).toContain(`runhive/${name}:`)
  expect(sorted(service?.networks ?? [])).toEqual(networksOf(name))
  const { database } = factsOf(name)
  const needed = [`${name}-nats-url`, ...(database ? [`${name}-database-url`] : [])]
  for (const secret of needed) {
    expect(service?.secrets).toContain(secret)
    expect(Object.keys(compose.secrets)).toContain(secret)
  }
  expect(service?.environment).toMatchObject({ NATS_URL_FILE: `/run/secrets/${name}-nats-url` })
})

function networksOf(name: ServiceName): string[] {
  const { database, reaches } = factsOf(name)
  const edge = name === 'gateway' ? ['edge'] : []
  return sorted(['mesh', ...(database ? ['data'] : []), ...(reaches ? ['outbound'] : []), ...edge])
}

test('Compose migrates every database, and runs nothing else but NATS and Postgres', () => {
  const steps = DATA_SERVICES.map((name) => `${name}-migrate`)
  expect(sorted(Object.keys(compose.services))).toEqual(sorted([...SERVICES, ...steps, 'nats', 'postgres']))
})
