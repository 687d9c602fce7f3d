import { type Role, roles } from '@runhive/contracts/roles'
import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import type { Kysely } from 'kysely'
import type { Counts } from '../results.ts'
import { MessageTally } from './message-tally.ts'
import { readStatements } from './statements.ts'
import { readStreams } from './streams.ts'

/**
 * Hears what a stack's services send over NATS. That costs the server time, so nothing else is measured meanwhile.
 *
 * It does not listen to inboxes: the server would then deliver work to a pull request whose sender has given up, because
 * somebody listens where the answer goes. So deliveries are taken from the server's own counts, and replies are not
 * counted.
 */
export interface Counter extends AsyncDisposable {
  /** All that has happened so far. */
  read(): Promise<Counts>
}

const SERVED = Object.values(roles).flatMap(({ serves = [], servesAt = [] }: Role) => [
  ...serves,
  ...servesAt,
])
const CALLS = SERVED.map(({ name }) => `${name}.>`)

export async function openCounter(natsUrl: string, db: Kysely<unknown>): Promise<Counter> {
  await using opened = new AsyncDisposableStack()
  const nats = opened.use(await connectRawNats(natsUrl))
  const { subjects } = await readStreams(nats)
  const tally = new MessageTally(subjects)
  for (const heard of [...CALLS, ...subjects, '$JS.API.>', '$JS.ACK.>', '$SRV.>'])
    await nats.listen(heard, (subject) => tally.add(subject))
  const closing = opened.move()
  return {
    async read() {
      const [{ appended, delivered }, statements] = [await readStreams(nats), await readStatements(db)]
      return {
        messages: { ...tally.counts(), deliveries: delivered },
        appends: appended,
        statements: Object.fromEntries(statements),
      }
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
