import type { Kysely } from 'kysely'
import type { Message } from '../domain/message.ts'
import type { Schema } from './schema.ts'

export async function insert(db: Kysely<Schema>, message: Message): Promise<void> {
  const { id, name, email } = message
  await db
    .insertInto('messages')
    .values({ id, name, email, message: message.message, received_at: message.receivedAt })
    .execute()
}
