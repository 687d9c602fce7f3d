import { parseArgs } from 'node:util'
import { openDatabase } from '@runhive/postgres/open'
import { parseDatabaseUrl } from '@runhive/process/settings'
import type { Schema } from '../db/schema.ts'
import { makeOperator } from './make-operator.ts'

/** `--email <address>` or `--account <handle>`: makes an existing account an operator's, and prints its id. */
const { values } = parseArgs({ options: { email: { type: 'string' }, account: { type: 'string' } } })
await using db = openDatabase<Schema>(parseDatabaseUrl(process.env))
console.log(await makeOperator(db, values))
