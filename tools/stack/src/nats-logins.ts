import { type Role, roles } from '@runhive/contracts/roles'
import type { NatsUser } from '@runhive/mesh/nats-config'
import { servicePermissions } from '@runhive/mesh/permissions'
import { openSecrets } from './secrets.ts'
import { SERVICES, type ServiceName } from './service-parts.ts'

/** `operator` may do everything: a developer, a test, a benchmark. Services may do what their role says. */
export type NatsLogin = ServiceName | 'operator'
const LOGINS: ReadonlyArray<NatsLogin> = [...SERVICES, 'operator']

/** Who may log in to a stack's NATS server, and as whom. The passwords stay the same as long as the state folder does. */
export interface NatsLogins {
  readonly users: ReadonlyArray<NatsUser>
  url(login: NatsLogin, port: number): string
}

export function openNatsLogins(stateDir: string): NatsLogins {
  const secrets = openSecrets(stateDir)
  const passwordOf = (login: NatsLogin) => secrets.password(`nats-${login}`)
  return {
    users: natsUsers(passwordOf),
    url: (login, port) => `nats://${login}:${passwordOf(login)}@127.0.0.1:${port}`,
  }
}

/** One login per service with the permissions of its role, and the operator's. */
export function natsUsers(passwordOf: (login: NatsLogin) => string): NatsUser[] {
  return LOGINS.map((name) => {
    const role: Role | undefined = name === 'operator' ? undefined : roles[name]
    return {
      name,
      password: passwordOf(name),
      ...(role === undefined ? {} : { permissions: servicePermissions(name, role) }),
    }
  })
}
