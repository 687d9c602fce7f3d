import { join } from 'node:path'
import { renderNatsAuthorization } from '@runhive/mesh/nats-config'
import { natsUsers } from './nats-logins.ts'
import { repositoryRoot } from './repository.ts'

/** What `deploy/nats/nats.conf` includes: a deployment's logins, derived from the roles. */
export const authorizationFile = join(repositoryRoot, 'deploy/nats/authorization.conf')

/** The same logins and permissions as those of `./dev up`; passwords come from the server's environment. */
export function deployedAuthorization(): string {
  const rendered = renderNatsAuthorization(natsUsers((login) => `$NATS_${login.toUpperCase()}_PASSWORD`))
  // A variable in quotes would be taken literally.
  const withVariables = rendered.replaceAll(/"(\$NATS_[A-Z]+_PASSWORD)"/g, '$1')
  return `# Written by tools/stack/src/write-nats-authorization.ts from the roles in libs/contracts; do not edit.\n${withVariables}`
}
