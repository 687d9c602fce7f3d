import { type Kysely, sql } from 'kysely'
import type { Message } from '../domain/message.ts'
import type { MessagesTable, Schema } from './schema.ts'

export async function insert(db: Kysely<Schema>, message: Message): Promise<void> {
  const { id, name, email } = message
  await db
    .insertInto('messages')
    .values({ id, name, email, message: message.message, received_at: message.receivedAt })
    .execute()
}

export interface SenderQuery {
  readonly email: string
  /** Only messages after this one. */
  readonly after?: string | undefined
  readonly limit: number
}

/** What came from an address, in any case, oldest first: ids sort by time. */
export async function listBySender(
  db: Kysely<Schema>,
  { email, after, limit }: SenderQuery,
  signal?: AbortSignal,
): Promise<Message[]> {
  let query = db.selectFrom('messages').selectAll().where(sentFrom(email)).orderBy('id').limit(limit)
  if (after !== undefined) query = query.where('id', '>', after)
  const rows = await query.execute({ signal, inflightQueryAbortStrategy: 'cancel query' })
  return rows.map(toMessage)
}

/** Gives how many messages it deleted. */
export async function removeBySender(db: Kysely<Schema>, email: string): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('messages').where(sentFrom(email)).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Addresses are kept as they were typed and compared in lower case, which is how mail systems treat them in practice. */
const sentFrom = (email: string) => sql<boolean>`lower(email) = ${email.toLowerCase()}`

const toMessage = ({ received_at, ...row }: MessagesTable): Message => ({ ...row, receivedAt: received_at })
