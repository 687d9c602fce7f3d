import type { Kysely } from 'kysely'
import * as accounts from '../db/accounts.ts'
import type { Schema } from '../db/schema.ts'

/**
 * Gives an account the operator role, by the e-mail address it signed in with or by its handle. Throws when there is
 * none, or when an address names several: two issuers may each know somebody by it. Gives the account's id.
 */
export async function makeOperator(
  db: Kysely<Schema>,
  options: { email?: string | undefined; account?: string | undefined },
): Promise<string> {
  const { email, account } = options
  if ((email === undefined) === (account === undefined)) throw new Error('give either --email or --account')
  const found =
    email === undefined
      ? await accounts.findBy(db, 'handle', account ?? '')
      : await accounts.findBy(db, 'email', email)
  const [one, another] = found
  if (!one) throw new Error(`no account has this ${email === undefined ? 'handle' : 'e-mail address'}`)
  if (another)
    throw new Error('several accounts have this e-mail address: they signed in at different issuers')
  await accounts.setRole(db, one.id, 'operator')
  return one.id
}
