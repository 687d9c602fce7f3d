import { provision } from '@runhive/postgres/provision'
import { runEntry } from './run-entry.ts'
import { openSecrets } from './secrets.ts'
import { DATA_SERVICES, type DataService, type Environment, serviceEntry } from './service-parts.ts'

export interface PreparedDatabase {
  /** Each service's own URL: its role reaches its schema and nothing else. */
  readonly urls: Readonly<Record<DataService, string>>
  /** What each migration said: one line for each that was applied. */
  readonly applied: Readonly<Record<DataService, string>>
}

/** Gives every data service its role and schema, and brings each schema to its newest migration. Safe to repeat. */
export async function prepareDatabase(options: {
  stateDir: string
  adminUrl: string
  env: Environment
}): Promise<PreparedDatabase> {
  const secrets = openSecrets(options.stateDir)
  const urls: Partial<Record<DataService, string>> = {}
  for (const service of DATA_SERVICES) {
    // The same password every time: services that run already must be able to connect again.
    const url = await provision(options.adminUrl, service, secrets.password(`database-${service}`))
    secrets.set(`database-url-${service}`, url)
    urls[service] = url
  }
  const migrate = async (service: DataService) => {
    const env = { PATH: options.env.PATH ?? '', DATABASE_URL: urls[service] ?? '' }
    return [service, await runEntry(serviceEntry(service, 'migrate/main.ts'), [], env)] as const
  }
  const applied = Object.fromEntries(await Promise.all(DATA_SERVICES.map(migrate)))
  // Both have an entry for every data service: the loops above went through all of them.
  return { urls: urls as Record<DataService, string>, applied: applied as Record<DataService, string> }
}
