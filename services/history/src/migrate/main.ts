import { migrate } from '@runhive/postgres/migrate'
import { openDatabase } from '@runhive/postgres/open'
import { parseDatabaseUrl } from '@runhive/process/settings'
import { migrations } from '../../migrations/all.ts'

/** Brings the schema to its newest migration, printing each one applied. A deploy step; never part of starting. */
await using db = openDatabase<unknown>(parseDatabaseUrl(process.env), { statementTimeoutMs: 0 })
for (const name of await migrate(db, migrations)) console.log(name)
