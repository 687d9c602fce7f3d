import { join } from 'node:path'
import { renderNatsAuthorization } from '@runhive/mesh/nats-config'
import { repositoryRoot } from '../repository.ts'
import { type LoginOptions, natsUsers } from './logins.ts'

/** What `deploy/nats/nats.conf` includes: a deployment's logins, derived from the roles. */
export const authorizationFile = join(repositoryRoot, 'deploy/nats/authorization.conf')

/**
 * The same logins and permissions as those of `./dev up`; passwords are variables, of the server's environment or of a
 * file that its configuration includes. The options are those of `natsUsers`.
 */
export function deployedAuthorization(options: LoginOptions = {}): string {
  const variable = (login: string) => `$NATS_${login.toUpperCase().replace('-', '_')}_PASSWORD`
  const rendered = renderNatsAuthorization(natsUsers(variable, options))
  // A variable in quotes would be taken literally.
  const withVariables = rendered.replaceAll(/"(\$NATS_[A-Z]+(?:_2)?_PASSWORD)"/g, '$1')
  return `# Written by tools/stack/src/nats/write-authorization.ts from the roles in libs/contracts; do not edit.\ninclude "passwords.conf"\n${withVariables}`
}
