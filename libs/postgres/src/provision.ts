import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** Also the name of a role and a schema, and so part of SQL that cannot have parameters. */
const SERVICE = /^[a-z][a-z0-9_]{0,30}$/

/**
 * Makes sure that a service has a role and a schema in the database of `adminUrl`, both named after the service. The
 * role owns its schema, has it as its search path, and can use nothing else: neither `public` nor the schemas of other
 * services. Safe to repeat, even concurrently. Returns the URL with which the service connects.
 *
 * Without `password` the role gets a new random one at each call.
 */
export async function provision(
  adminUrl: string,
  service: string,
  password: string = randomBytes(24).toString('base64url'),
): Promise<string> {
  if (!SERVICE.test(service)) throw new Error(`not the name of a service: ${JSON.stringify(service)}`)
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    const { rows } = await admin.query('select current_database() as name')
    await admin.query(statements(service, password, String(rows[0]?.name)))
  } finally {
    await admin.end()
  }
  const url = new URL(adminUrl)
  url.username = service
  url.password = encodeURIComponent(password)
  return url.href
}

/**
 * Several statements in one message are one transaction. The lock serialises concurrent calls.
 */
function statements(service: string, password: string, database: string): string {
  const role = pg.escapeIdentifier(service)
  const name = pg.escapeIdentifier(database)
  const literal = pg.escapeLiteral(service)
  return `
    select pg_advisory_xact_lock(hashtext('runhive provision'));
    do $$ begin
      if not exists (select from pg_catalog.pg_roles where rolname = ${literal}) then
        create role ${role} nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
      end if;
    end $$;
    alter role ${role} with login password ${pg.escapeLiteral(password)};
    revoke all on database ${name} from public;
    grant connect on database ${name} to ${role};
    revoke all on schema public from public;
    grant ${role} to current_user;
    create schema if not exists ${role} authorization ${role};
    revoke all on schema ${role} from public;
    revoke ${role} from current_user;
    alter role ${role} in database ${name} set search_path = ${role};
  `
}
