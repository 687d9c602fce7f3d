import type { roles } from '@runhive/contracts/roles'

/** What a deployment must know of a service. What it may do on the mesh its role in `libs/contracts` says. */
export interface ServiceFacts {
  /** Of its operations page under `./dev up`, when that port is free. */
  readonly opsPort: number
  /** It has a role and a schema of the database, and migrations. */
  readonly database?: true
  /** Its secrets beside those of NATS and the database, as settings. */
  readonly secrets?: ReadonlyArray<string>
  /** Ports of public addresses that it must reach. */
  readonly reaches?: ReadonlyArray<number>
}

/**
 * Every service, in the order in which they start: those that others call come first, and stopping goes the other way.
 * Everything that needs to know which services there are follows from this list, or a test compares it with this list:
 * docs/adding-a-service.md.
 */
export const services = {
  auth: {
    opsPort: 4101,
    database: true,
    secrets: ['AUTH_SECRET', 'OIDC_CLIENT_SECRET'],
    reaches: [443],
  },
  history: { opsPort: 4103, database: true, secrets: ['WEBHOOK_SECRET'], reaches: [80, 443] },
  contact: { opsPort: 4104, database: true, secrets: ['SMTP_URL'], reaches: [465, 587] },
  executor: { opsPort: 4102 },
  gateway: { opsPort: 4100 },
} as const satisfies Readonly<Record<keyof typeof roles, ServiceFacts>>

export type ServiceName = keyof typeof services
export const SERVICES = Object.keys(services) as ReadonlyArray<ServiceName>

/** The services that have a schema of the database. */
export type DataService = {
  [Name in ServiceName]: (typeof services)[Name] extends { database: true } ? Name : never
}[ServiceName]
export const DATA_SERVICES = SERVICES.filter((name): name is DataService => 'database' in services[name])

export function factsOf(service: ServiceName): ServiceFacts {
  return services[service]
}
