import { openSecrets } from '../secrets.ts'
import { type Environment, type FindEntry, serviceEntry } from '../service-parts.ts'
import { runEntry } from './run-entry.ts'

/**
 * Makes an account when there is none of this name, and a new API key for it: gives the raw key. The database must
 * have been prepared from this state folder.
 */
export async function createKey(options: {
  stateDir: string
  env: Environment
  account: string
  entry?: FindEntry
}): Promise<string> {
  const DATABASE_URL = openSecrets(options.stateDir).find('database-url-auth')
  if (DATABASE_URL === undefined) throw new Error(`no database has been prepared from ${options.stateDir}`)
  const { entry = serviceEntry } = options
  const args = ['--account', options.account, '--name', `${options.account} key`]
  const env = { PATH: options.env.PATH ?? '', DATABASE_URL }
  return (await runEntry(entry('auth', 'create-key/main.ts'), args, env)).trim()
}
