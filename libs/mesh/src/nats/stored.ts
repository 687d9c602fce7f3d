import type { Numbered } from '../mesh.ts'
import { isAnythingUnder } from './erase.ts'
import { decodeMessage, type LogContext } from './events.ts'
import { openReader } from './reader.ts'

const PAGE = 256

/** What a log keeps now, oldest first. What this version cannot read is passed over. */
export async function readStored<E>(context: LogContext<E>): Promise<Array<Numbered<E>>> {
  const { link, service, definition } = context
  const filter = `${definition.prefix}.>`
  // Does not have the stream made: whoever may not make it would wait for it in vain.
  if (!(await isAnythingUnder(link, definition.name, filter))) return []
  const source = { service, stream: definition.name, filter, from: 1 }
  using reader = await openReader(link, source)
  const stored: Array<Numbered<E>> = []
  for (;;) {
    let count = 0
    const page = { batch: PAGE, expiresMs: 0, signal: new AbortController().signal }
    await reader.pull(page, (message) => {
      count += 1
      const arrived = decodeMessage(context, message)
      if (arrived?.event !== undefined) stored.push({ ...arrived, event: arrived.event })
    })
    if (count < PAGE) return stored
  }
}
