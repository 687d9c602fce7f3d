import { provision } from '@runhive/postgres/provision'
import { openSecrets } from '../secrets.ts'
import { type Environment, type FindEntry, serviceEntry } from '../service-parts.ts'
import { DATA_SERVICES, type DataService } from '../services.ts'
import { runEntry } from './run-entry.ts'

export interface PreparedDatabase {
  /** Each service's own URL: its role reaches its schema and nothing else. */
  readonly urls: DatabaseUrls
  /** What each migration said: one line for each that was applied. */
  readonly applied: Readonly<Partial<Record<DataService, string>>>
}

export type DatabaseUrls = Readonly<Partial<Record<DataService, string>>>

/**
 * Gives data services, all by default, their role and schema, and brings each schema to its newest migration. Safe to
 * repeat.
 */
export async function prepareDatabase(options: {
  stateDir: string
  adminUrl: string
  env: Environment
  services?: ReadonlyArray<DataService>
  /** Whose migrations. Default: those of this repository. */
  entry?: FindEntry
}): Promise<PreparedDatabase> {
  const { services = DATA_SERVICES, entry = serviceEntry } = options
  const secrets = openSecrets(options.stateDir)
  const urls: Partial<Record<DataService, string>> = {}
  for (const service of services) {
    // The same password every time: services that run already must be able to connect again.
    const url = await provision(options.adminUrl, service, secrets.password(`database-${service}`))
    secrets.set(`database-url-${service}`, url)
    urls[service] = url
  }
  const migrate = async (service: DataService) => {
    const env = { PATH: options.env.PATH ?? '', DATABASE_URL: urls[service] ?? '' }
    return [service, await runEntry(entry(service, 'migrate/main.ts'), [], env)] as const
  }
  const applied: PreparedDatabase['applied'] = Object.fromEntries(await Promise.all(services.map(migrate)))
  return { urls, applied }
}
