import { parseArgs } from 'node:util'
import { openDatabase } from '@runhive/postgres/open'
import { parseDatabaseUrl } from '@runhive/process/settings'
import type { Schema } from '../db/schema.ts'
import { createKey } from './create-key.ts'

/**
 * `--account <handle> --name <name>`: makes a key, and its account when there is none, and prints the key alone on
 * stdout.
 */
const { values } = parseArgs({ options: { account: { type: 'string' }, name: { type: 'string' } } })
await using db = openDatabase<Schema>(parseDatabaseUrl(process.env))
console.log(await createKey(db, values))
