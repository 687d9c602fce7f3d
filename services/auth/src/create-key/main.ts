import { parseArgs } from 'node:util'
import { openDatabase } from '@runhive/postgres/open'
import { DatabaseUrl, parseSettings } from '@runhive/process/settings'
import * as z from 'zod'
import type { Schema } from '../db/schema.ts'
import { createKey } from './create-key.ts'

/** `--account <handle> --name <name>`: makes a key, and its account when there is none, and prints the key alone on stdout. */
const { values } = parseArgs({ options: { account: { type: 'string' }, name: { type: 'string' } } })
const { DATABASE_URL } = parseSettings(z.object({ DATABASE_URL: DatabaseUrl }), process.env)
await using db = openDatabase<Schema>(DATABASE_URL)
console.log(await createKey(db, values))
