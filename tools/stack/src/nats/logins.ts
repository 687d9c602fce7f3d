import { type Role, roles } from '@runhive/contracts/roles'
import type { NatsUser } from '@runhive/mesh/nats-config'
import { type Permissions, servicePermissions } from '@runhive/mesh/permissions'
import { openSecrets } from '../secrets.ts'
import { SERVICES, type ServiceName } from '../services.ts'

/** `operator` may do everything: a developer, a test, a benchmark. Services may do what their role says. */
export type NatsLogin = ServiceName | 'operator'
const LOGINS: ReadonlyArray<NatsLogin> = [...SERVICES, 'operator']

/**
 * The logins of a stack's NATS server. The passwords stay the same as long as the state folder exists.
 */
export interface NatsLogins {
  readonly users: ReadonlyArray<NatsUser>
  url(login: NatsLogin, port: number): string
}

/** `also`: see {@link natsUsers}. */
export function openNatsLogins(stateDir: string, also: FormerLogins = {}): NatsLogins {
  const secrets = openSecrets(stateDir)
  const passwordOf = (login: string) => secrets.password(`nats-${login}`)
  return {
    users: natsUsers(passwordOf, { also }),
    url: (login, port) => `nats://${login}:${passwordOf(login)}@127.0.0.1:${port}`,
  }
}

/** What the services of another release may do. */
export type FormerLogins = Readonly<Partial<Record<ServiceName, Permissions>>>

export interface LoginOptions {
  readonly second?: ReadonlyArray<NatsLogin>
  readonly also?: FormerLogins
}

/**
 * One login per service with the permissions of its role, and the operator's. Logins in `second` are there twice, as
 * `auth` and as `auth-2`, each with a password of its own: so one can be in use while the other one's is changed. With
 * `also` each may do in addition what that release's may: for as long as services of both releases run.
 */
export function natsUsers(
  passwordOf: (name: string) => string,
  { second = [], also = {} }: LoginOptions = {},
): NatsUser[] {
  return LOGINS.flatMap((login) => {
    const role: Role | undefined = login === 'operator' ? undefined : roles[login]
    const permissions = role === undefined ? {} : { permissions: permissionsOf(login, role, also) }
    const names = second.includes(login) ? [login, `${login}-2`] : [login]
    return names.map((name) => ({ name, password: passwordOf(name), ...permissions }))
  })
}

function permissionsOf(login: NatsLogin, role: Role, also: FormerLogins): Permissions {
  const own = servicePermissions(login, role)
  const former = login === 'operator' ? undefined : also[login]
  if (former === undefined) return own
  const both = (kind: keyof Permissions) => [...new Set([...own[kind], ...former[kind]])]
  return { publish: both('publish'), subscribe: both('subscribe') }
}

export function isNatsLogin(name: string): name is NatsLogin {
  return LOGINS.some((login) => login === name)
}
