import { spawnSync } from 'node:child_process'
import { findBinaries, lowerPrivileges } from '@runhive/postgres/binaries'
import { PlainError } from '../command.ts'

/**
 * The version of the embedded Postgres. Rejects with one sentence where it cannot run, e.g. as root without user
 * namespaces.
 */
export async function embeddedPostgresVersion(env: Readonly<Record<string, string>>): Promise<string> {
  try {
    const { postgres } = await findBinaries()
    const [program, args] = await lowerPrivileges(postgres, ['--version'])
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: { ...env } })
    if (status !== 0) throw new Error(`${postgres} does not run here (${stderr?.trim()})`)
    return stdout.trim()
  } catch (cause) {
    throw new PlainError((cause as Error).message, { cause })
  }
}
