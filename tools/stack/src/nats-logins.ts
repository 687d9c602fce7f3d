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
  const passwordOf = (login: string) => secrets.password(`nats-${login}`)
  return {
    users: natsUsers(passwordOf),
    url: (login, port) => `nats://${login}:${passwordOf(login)}@127.0.0.1:${port}`,
  }
}

/**
 * One login per service with the permissions of its role, and the operator's. Logins in `second` are there twice, as `auth` and as
 * `auth-2`, each with a password of its own: so one can be in use while the other one's is changed.
 */
export function natsUsers(
  passwordOf: (name: string) => string,
  second: ReadonlyArray<NatsLogin> = [],
): NatsUser[] {
  return LOGINS.flatMap((login) => {
    const role: Role | undefined = login === 'operator' ? undefined : roles[login]
    const permissions = role === undefined ? {} : { permissions: servicePermissions(login, role) }
    const names = second.includes(login) ? [login, `${login}-2`] : [login]
    return names.map((name) => ({ name, password: passwordOf(name), ...permissions }))
  })
}

export function isNatsLogin(name: string): name is NatsLogin {
  return LOGINS.some((login) => login === name)
}
