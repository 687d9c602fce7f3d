import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DATA_SERVICES, SERVICES } from '@runhive/stack/services'

/** Who runs the containers where root prepares them: nobody of the host's. */
export const CONTAINER_UID = 65_532

export interface SecretsOptions {
  /** Made when missing. */
  readonly folder: string
  /** Whose the files are: the only one who can read them, besides root. Not root itself. */
  readonly uid: number
}

/**
 * Makes up every secret of a deployment that is not there yet, one file each that only `uid` can read. Leaves what is
 * there alone: a second call changes nothing, and removing a file is how to have a new one. Gives the names of those it
 * made.
 */
export function makeSecrets({ folder, uid }: SecretsOptions): string[] {
  if (uid === 0) throw new Error('containers must not run as root')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  own(folder, uid, 0o700)
  const made: string[] = []
  const keep = (name: string, make: () => string) => {
    const file = join(folder, name)
    if (!existsSync(file)) {
      writeFileSync(file, `${make()}\n`, { mode: 0o600 })
      made.push(name)
    }
    own(file, uid, 0o600)
    return readFileSync(file, 'utf8').trim()
  }
  const admin = keep('postgres-password', password)
  keep('admin-database-url', () => `postgres://postgres:${admin}@postgres:5432/postgres`)
  for (const service of DATA_SERVICES) {
    keep(`${service}-database-url`, () => `postgres://${service}:${password()}@postgres:5432/postgres`)
  }
  const logins = [...SERVICES, 'operator'] as const
  const passwords = readPasswords(keep('nats-passwords', () => logins.map(passwordLine).join('\n')))
  for (const service of SERVICES) {
    keep(`${service}-nats-url`, () => `nats://${service}:${passwords.get(service) ?? ''}@nats:4222`)
  }
  for (const name of ['auth-secret', 'webhook-secret', 'oidc-client-secret']) keep(name, password)
  return made
}

/** Begins with a letter: NATS reads an unquoted value that begins with a digit as a number. */
const password = () => `s${randomBytes(24).toString('hex')}`

const passwordLine = (login: string) => `NATS_${login.toUpperCase()}_PASSWORD=${password()}`

/** Of the lines of `nats-passwords`, by login. */
function readPasswords(lines: string): Map<string, string> {
  const found = [...lines.matchAll(/^NATS_([A-Z]+)_PASSWORD=(\S+)$/gm)]
  return new Map(found.map(([, login = '', value = '']) => [login.toLowerCase(), value]))
}

function own(path: string, uid: number, mode: number): void {
  chmodSync(path, mode)
  if (process.getuid?.() === 0) chownSync(path, uid, uid)
}
