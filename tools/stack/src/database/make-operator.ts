import { openSecrets } from '../secrets.ts'
import { type Environment, serviceEntry } from '../service-parts.ts'
import { runEntry } from './run-entry.ts'

/** Gives the operator role to the account that signed in with this address. Rejects when there is none. */
export async function makeOperator(options: {
  stateDir: string
  env: Environment
  email: string
}): Promise<void> {
  const DATABASE_URL = openSecrets(options.stateDir).find('database-url-auth')
  if (DATABASE_URL === undefined) throw new Error(`no database has been prepared from ${options.stateDir}`)
  const env = { PATH: options.env.PATH ?? '', DATABASE_URL }
  await runEntry(serviceEntry('auth', 'make-operator/main.ts'), ['--email', options.email], env)
}
