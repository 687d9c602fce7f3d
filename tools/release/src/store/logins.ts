import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FormerLogins } from '@runhive/stack/nats/logins'
import { SERVICES } from '@runhive/stack/services'
import * as z from 'zod'

const Allowed = z.object({ allow: z.array(z.string()) })
const Authorization = z.object({
  users: z.array(
    z.object({
      user: z.string(),
      permissions: z.object({ publish: Allowed, subscribe: Allowed }).optional(),
    }),
  ),
})

/** What each service may do on the mesh, as the source of a release says in its logins for NATS. */
export function readLogins(root: string): FormerLogins {
  const text = readFileSync(join(root, 'deploy/nats/authorization.conf'), 'utf8')
  // Apart from these NATS's own words it is JSON.
  const json = text
    .replace(/^#.*$/gm, '')
    .replace(/^include .*$/gm, '')
    .replace(/^\s*authorization /, '')
    .replace(/\$NATS_[A-Z_]+/g, '""')
  const { users } = Authorization.parse(JSON.parse(json))
  return Object.fromEntries(
    SERVICES.map((service) => {
      const permissions = users.find(({ user }) => user === service)?.permissions
      if (!permissions) throw new Error(`that release has no login for ${service}`)
      return [service, { publish: permissions.publish.allow, subscribe: permissions.subscribe.allow }]
    }),
  )
}
