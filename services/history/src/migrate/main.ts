import { migrate } from '@runhive/postgres/migrate'
import { openDatabase } from '@runhive/postgres/open'
import { DatabaseUrl, parseSettings } from '@runhive/process/settings'
import * as z from 'zod'
import { migrations } from '../../migrations/all.ts'

/** Brings the schema to its newest migration, printing each one applied. A deploy step; never part of starting. */
const { DATABASE_URL } = parseSettings(z.object({ DATABASE_URL: DatabaseUrl }), process.env)
await using db = openDatabase<unknown>(DATABASE_URL, { statementTimeoutMs: 0 })
for (const name of await migrate(db, migrations)) console.log(name)
