import { createCertificateFolder } from '@runhive/certificates/files'
import { Unavailable } from '@runhive/contracts/define'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from './open.ts'
import type { PostgresServer } from './server.ts'
import { startTestPostgres } from './testing.ts'

const folder = createCertificateFolder()
const ours = folder.authority('Ours')
const theirs = folder.authority('Theirs')
const HOUR_MS = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS)

async function serve(files: { certFile: string; keyFile: string }): Promise<PostgresServer> {
  return startTestPostgres({ ssl: 'on', ssl_cert_file: files.certFile, ssl_key_file: files.keyFile })
}
/** As the settings of a service make it from `DATABASE_URL` and `DATABASE_CA_FILE`. */
function verified(server: PostgresServer, caFile = ours.caFile): string {
  const url = new URL(server.url.replace('127.0.0.1', 'localhost'))
  url.searchParams.set('sslmode', 'verify-full')
  url.searchParams.set('sslrootcert', caFile)
  return url.href
}
async function isEncrypted(url: string): Promise<boolean | undefined> {
  await using db = openDatabase<unknown>(url, { max: 1 })
  const asked = sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`
  return (await asked.execute(db)).rows[0]?.ssl
}
const why = (error: unknown) => (error instanceof Unavailable ? String(error.cause) : String(error))

let server: PostgresServer
beforeAll(async () => {
  server = await serve(ours.issue({ name: 'postgres', hosts: ['localhost'] }))
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

test('with verify-full a server that our authority vouches for is reached, encrypted', async () => {
  expect(await isEncrypted(verified(server))).toBe(true)
  expect(await isEncrypted(server.url)).toBe(false)
})

test('with verify-full an authority of others, or none that is named, is not believed', async () => {
  const unnamed = server.url.replace('127.0.0.1', 'localhost')
  for (const url of [verified(server, theirs.caFile), `${unnamed}?sslmode=verify-full`])
    expect(await isEncrypted(url).catch(why)).toMatch(/unable to (verify|get)|self.signed/)
})

test.each([
  [
    'for another host',
    ours.issue({ name: 'postgres', hosts: ['db.internal'] }),
    /does not match certificate/,
  ],
  [
    'that has expired',
    ours.issue({ name: 'postgres', hosts: ['localhost'], notBefore: ago(48), notAfter: ago(1) }),
    /certificate has expired/,
  ],
] as const)(
  'with verify-full a server with a certificate %s is refused',
  async (_which, files, reason) => {
    await using other = await serve(files)
    expect(await isEncrypted(verified(other)).catch(why)).toMatch(reason)
  },
  60_000,
)

test('with verify-full a server that does not encrypt is refused', async () => {
  await using plain = await startTestPostgres()
  expect(await isEncrypted(verified(plain)).catch(why)).toMatch(/does not support SSL/)
})
