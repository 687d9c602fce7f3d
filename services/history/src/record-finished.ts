import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { executionEvents } from '@runhive/contracts/execution-streams'
import { recording } from '@runhive/contracts/roles'
import type { Mesh, Numbered } from '@runhive/mesh/mesh'
import type { Finished } from './domain/record.ts'
import { type FinishedEvent, type Prepared, type ToFinishedDeps, toFinished } from './to-finished.ts'

/** Requests looked up at once, because each may be as large as a message. */
const LOOK_UPS = 16
/** What is written at once, in characters of JSON. */
const WRITE_LENGTH = 16 * 1024 * 1024

/**
 * Records and counts finished executions, with what was asked and their webhooks. All processes of history share one
 * durable consumer: while history is away, executions go on, and it catches up when it is back, as long as the log still
 * has their events. An event is acknowledged once all of it is in the database; until then it is delivered again.
 */
export function recordFinished(
  deps: ToFinishedDeps & {
    readonly mesh: Mesh
    /** Resolves when they are in the database: all of them or none. Each id is there once. */
    readonly record: (finished: ReadonlyArray<Finished>) => Promise<void>
  },
): Promise<AsyncDisposable> {
  return deps.mesh.log(executionEvents).consume(recording, async (events, later) => {
    const batch = createBatch(deps.record)
    for (let from = 0; from < events.length; from += LOOK_UPS) {
      const part = events.slice(from, from + LOOK_UPS)
      const prepared = await Promise.all(part.map((event) => prepare(deps, event)))
      for (const [at, one] of prepared.entries()) {
        if (one === undefined) continue
        await batch.add(one.finished)
        const event = part[at]
        if (!one.isComplete && event) later(event)
      }
    }
    await batch.write()
  })
}

async function prepare(
  deps: ToFinishedDeps,
  { key, event }: Numbered<ExecutionEvent>,
): Promise<Prepared | undefined> {
  return event.kind === 'finished' ? toFinished(deps, { key, event } satisfies FinishedEvent) : undefined
}

function lengthOf({ resultJson = '', requestJson = '', webhook }: Finished): number {
  const payload = webhook === undefined ? '' : 'sealed' in webhook ? webhook.sealed : webhook.payload
  return resultJson.length + requestJson.length + payload.length
}

/** Writes when enough has come together, and before an id would be there twice. */
function createBatch(write: (finished: ReadonlyArray<Finished>) => Promise<void>) {
  let batch = new Map<string, Finished>()
  let length = 0
  const writeAll = async () => {
    if (batch.size === 0) return
    const all = [...batch.values()]
    batch = new Map()
    length = 0
    await write(all)
  }
  return {
    async add(finished: Finished) {
      const own = lengthOf(finished)
      if (batch.has(finished.id) || (batch.size > 0 && length + own > WRITE_LENGTH)) await writeAll()
      batch.set(finished.id, finished)
      length += own
    },
    write: writeAll,
  }
}
