import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import type { Kysely } from 'kysely'
import type { Counts } from '../results.ts'
import { kindOf } from './message-kind.ts'
import { readStatements } from './statements.ts'
import { readStreams } from './streams.ts'

/** Hears every message of a stack's NATS. That costs the server time, so nothing else is measured meanwhile. */
export interface Counter extends AsyncDisposable {
  /** All that has happened so far. */
  read(): Promise<Counts>
}

export async function openCounter(natsUrl: string, db: Kysely<unknown>): Promise<Counter> {
  await using opened = new AsyncDisposableStack()
  const nats = opened.use(await connectRawNats(natsUrl))
  const { subjects } = await readStreams(nats)
  const messages = new Map<string, number>()
  await nats.listen('>', (subject, reply) => {
    if (subject === OWN_REQUEST) return
    const kind = kindOf({ subject, reply }, subjects)
    if (kind !== undefined) messages.set(kind, (messages.get(kind) ?? 0) + 1)
  })
  const closing = opened.move()
  return {
    async read() {
      const [{ appended }, statements] = [await readStreams(nats), await readStatements(db)]
      return {
        messages: Object.fromEntries(messages),
        appends: appended,
        statements: Object.fromEntries(statements),
      }
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

const OWN_REQUEST = '$JS.API.STREAM.LIST'
