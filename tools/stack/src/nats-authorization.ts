import { join } from 'node:path'
import { renderNatsAuthorization } from '@runhive/mesh/nats-config'
import { type NatsLogin, natsUsers } from './nats-logins.ts'
import { repositoryRoot } from './repository.ts'

/** What `deploy/nats/nats.conf` includes: a deployment's logins, derived from the roles. */
export const authorizationFile = join(repositoryRoot, 'deploy/nats/authorization.conf')

/**
 * The same logins and permissions as those of `./dev up`; passwords are variables, of the server's environment or of a file that its
 * configuration includes. Logins in `second` are there twice.
 */
export function deployedAuthorization(second: ReadonlyArray<NatsLogin> = []): string {
  const variable = (login: string) => `$NATS_${login.toUpperCase().replace('-', '_')}_PASSWORD`
  const rendered = renderNatsAuthorization(natsUsers(variable, second))
  // A variable in quotes would be taken literally.
  const withVariables = rendered.replaceAll(/"(\$NATS_[A-Z]+(?:_2)?_PASSWORD)"/g, '$1')
  return `# Written by tools/stack/src/write-nats-authorization.ts from the roles in libs/contracts; do not edit.\ninclude "passwords.conf"\n${withVariables}`
}
