import { parseArgs } from 'node:util'
import { openDatabase } from '@runhive/postgres/open'
import { DatabaseUrl, parseSettings } from '@runhive/process/settings'
import * as z from 'zod'
import type { Schema } from '../db/schema.ts'
import { makeOperator } from './make-operator.ts'

/** `--email <address>` or `--account <handle>`: makes an existing account an operator's, and prints its id. */
const { values } = parseArgs({ options: { email: { type: 'string' }, account: { type: 'string' } } })
const { DATABASE_URL } = parseSettings(z.object({ DATABASE_URL: DatabaseUrl }), process.env)
await using db = openDatabase<Schema>(DATABASE_URL)
console.log(await makeOperator(db, values))
