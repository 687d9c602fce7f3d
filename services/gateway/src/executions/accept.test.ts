import type { ExecutionEvent } from '@runhive/contracts/execution'
import type { WorkItem } from '@runhive/contracts/executions'
import type { Log, Queue } from '@runhive/mesh/mesh'
import { createLogger } from '@runhive/process/log'
import { expect, test } from 'vitest'
import { type AcceptDeps, accept } from './accept.ts'

const item = { accountId: 'ada', id: 'one' } as WorkItem
const log = createLogger({ service: 'test', level: 'silent' })

function depsWith(append: Log<ExecutionEvent>['append']): AcceptDeps {
  return {
    queue: { publish: async () => undefined } as unknown as Queue<WorkItem>,
    events: { append } as Log<ExecutionEvent>,
    queueDepth: () => 0,
    log,
  }
}

test('an execution counts as accepted only once everybody who knows its id can find it', async () => {
  const stored = Promise.withResolvers<undefined>()
  const steps: string[] = []
  const accepted = accept(
    depsWith(async () => stored.promise as never),
    item,
    'normal' as never,
    undefined,
  ).then(() => steps.push('accepted'))
  await new Promise(setImmediate)
  steps.push('stored')
  stored.resolve(undefined)
  await accepted
  expect(steps).toEqual(['stored', 'accepted'])
})

test('what the queue has taken is accepted although its first event was not stored', async () => {
  const deps = depsWith(async () => Promise.reject(new Error('no log')))
  await expect(accept(deps, item, 'normal' as never, undefined)).resolves.toBeUndefined()
})
