import { executionEvents } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'

/** What the event log tells about executions, read from the side: it sees also those that nobody was told of. */
export interface Observer extends AsyncDisposable {
  /** By execution id. */
  readonly seen: ReadonlyMap<string, Seen>
}

export interface Seen {
  /** More than once: the queue gave it to a worker again, because the one before did not finish. */
  readonly started: number
  readonly finished: number
}

export async function openObserver(mesh: Mesh): Promise<Observer> {
  const seen = new Map<string, { started: number; finished: number }>()
  const tailing = await mesh.log(executionEvents).tail(({ key, event }) => {
    const id = key.slice(key.indexOf('.') + 1)
    const counts = seen.get(id) ?? { started: 0, finished: 0 }
    if (event.kind === 'started' || event.kind === 'finished') counts[event.kind] += 1
    seen.set(id, counts)
  })
  return { seen, [Symbol.asyncDispose]: () => tailing[Symbol.asyncDispose]() }
}
