import { executionEvents } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'

/** Follows the event log on the side. It also sees executions whose callers got no answer. */
export interface Observer extends AsyncDisposable {
  /** By execution id. */
  readonly seen: ReadonlyMap<string, Seen>
}

export interface Seen {
  /** Executions that started more than once: the queue redelivered them because a worker did not finish them. */
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
