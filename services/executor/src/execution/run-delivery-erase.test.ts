import {
  eventKey,
  executionCancellations,
  executionErasures,
  executionEvents,
  type WorkItem,
} from '@runhive/contracts/execution-streams'
import { createMemoryMesh } from '@runhive/mesh/memory'
import type { Delivery } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { toItem } from '../../testing/executor.ts'
import { progressOf } from '../../testing/progress.ts'
import { NO_TIMES, toResult } from '../domain/result/result.ts'
import { systemClock } from '../pool/clock.ts'
import { openCancellations } from './cancellations.ts'
import { runDelivery } from './run-delivery.ts'

const hidden = () => toItem({ request: { store: false } })
const finished = (item: WorkItem) =>
  toResult(
    item,
    { status: 'succeeded', message: 'ok' },
    { language: 'python', times: { takenAt: 0, ...NO_TIMES } },
  )

test.each<[string, WorkItem | undefined, number, boolean]>([
  ['one that has run', hidden(), 1, true],
  ['one that had ended before', hidden(), 2, true],
  ['one that executors died of', hidden(), 11, true],
  ['one that cannot be read', undefined, 1, true],
  ['one that may be kept', toItem({}), 1, false],
])(
  'an item that must not be kept is erased when it is done, others are not: %s',
  async (_what, item, attempt, erased) => {
    await using mesh = createMemoryMesh()
    const events = mesh.log(executionEvents)
    const erasures = mesh.log(executionErasures)
    if (item !== undefined && attempt === 2) {
      await events.append(eventKey(item.accountId, item.id), 2, { kind: 'finished', result: finished(item) })
    }
    const done: unknown[] = []
    const delivery: Delivery<WorkItem> = {
      ...{ id: 'nothing', item, attempt },
      done: async (options) => void done.push(options?.erase),
      [Symbol.asyncDispose]: async () => {},
    }
    const deps = {
      events,
      progress: (key: string) => progressOf(events, key),
      erasures,
      cancellations: await openCancellations(mesh.log(executionCancellations)),
      clock: systemClock,
      run: async (ran: WorkItem) => finished(ran),
      onFinished: () => undefined,
      onUnreadable: () => undefined,
    }
    await runDelivery(deps, delivery)
    expect(done).toEqual([erased])
    // Its gateway may have answered and erased all before: what came now is noted anew.
    const noted = (await erasures.stored()).map(({ key }) => key)
    expect(noted).toEqual(attempt > 2 && item ? [eventKey(item.accountId, item.id)] : [])
  },
)
