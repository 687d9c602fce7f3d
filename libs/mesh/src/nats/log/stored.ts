import type { Numbered } from '../../mesh.ts'
import { getStored, type LogContext, type Stored } from './events.ts'

/** The most messages requested at once: a backlog is read in few round trips. */
export const MAX_AT_ONCE = 64

/**
 * What a log keeps now, oldest first. What this version cannot read is passed over. Needs no consumer. For logs of
 * few events.
 */
export async function readStored<E>(context: LogContext<E>): Promise<Array<Numbered<E>>> {
  const stored: Array<Numbered<E>> = []
  for (let from = 1; ; ) {
    const found = await readWindow(context, from, MAX_AT_ONCE)
    const last = found.at(-1)
    if (last === undefined) return stored
    from = last.sequence + 1
    for (const one of found) {
      for (const arrived of context.unfold(one))
        if (arrived.event !== undefined) stored.push({ ...arrived, event: arrived.event })
    }
  }
}

/** The messages with a number in the window, and the first one behind it: in order, each once. */
export async function readWindow<E>(context: LogContext<E>, from: number, width: number): Promise<Stored[]> {
  const filter = `${context.definition.prefix}.>`
  const requests = Array.from({ length: width }, (_, at) =>
    getStored(context, { seq: from + at, next_by_subj: filter }),
  )
  const found = (await Promise.all(requests)).filter((stored) => stored !== undefined)
  return found.filter(({ sequence }, at) => sequence !== found[at - 1]?.sequence)
}
