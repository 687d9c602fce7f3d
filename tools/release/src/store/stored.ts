import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FormerLogins } from '@runhive/stack/nats/logins'
import { SERVICES, type ServiceName } from '@runhive/stack/services'
import { unpackFolder } from './archive.ts'
import { RELEASES, VERSION } from './store.ts'

/** A past release, unpacked. Disposing removes it. */
export interface Unpacked extends Disposable {
  readonly version: string
  /** Those that it had: one that was added later is not among them. */
  readonly services: ReadonlyArray<ServiceName>
  /** What its services may do on the mesh. */
  readonly logins: FormerLogins
  /** Where a program of a service is, by its source's name under `src`: `main.ts`, `migrate/main.ts`. */
  entry(service: ServiceName, source: string): string
}

/** The versions that are kept, the oldest first. */
export function storedVersions(): string[] {
  return readdirSync(RELEASES)
    .filter((name) => VERSION.test(name))
    .toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))
}

/** Unpacks a stored release's services into a temporary folder. */
export async function unpackRelease(version: string): Promise<Unpacked> {
  const folder = mkdtempSync(join(tmpdir(), `runhive-${version}-`))
  const archiveOf = (name: ServiceName) => join(RELEASES, version, `${name}.tar.br`)
  const services = SERVICES.filter((name) => existsSync(archiveOf(name)))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    await Promise.all(services.map((name) => unpackFolder(archiveOf(name), join(folder, name))))
  } catch (error) {
    remove()
    throw error
  }
  const logins = JSON.parse(readFileSync(join(RELEASES, version, 'logins.json'), 'utf8')) as FormerLogins
  return {
    version,
    services,
    logins,
    entry(service, source) {
      // `create-key/main.ts` is create-key.mjs, `main.ts` is main.mjs.
      const file = join(folder, service, `${source.replace(/\/main\.ts$|\.ts$/, '')}.mjs`)
      if (!existsSync(file)) throw new Error(`release ${version} of ${service} has no ${source}`)
      return file
    },
    [Symbol.dispose]: remove,
  }
}
