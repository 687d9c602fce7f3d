import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import type { Kysely } from 'kysely'
import type { Counts } from '../results.ts'
import { MessageTally } from './message-tally.ts'
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
  const tally = new MessageTally(subjects)
  await nats.listen('>', (subject, reply) => tally.add({ subject, reply }))
  const closing = opened.move()
  return {
    async read() {
      const [{ appended }, statements] = [await readStreams(nats), await readStatements(db)]
      return {
        messages: tally.counts(),
        appends: appended,
        statements: Object.fromEntries(statements),
      }
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
