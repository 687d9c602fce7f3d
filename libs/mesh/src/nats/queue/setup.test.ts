import { expect, test } from 'vitest'
import { foreignFilter } from './setup.ts'

test.each([
  ['executions.queue', undefined],
  ['executions.queue.bulk', undefined],
  ['executions.queue.of-a-newer-version', undefined],
  ['executions.events.acc.x.finished', 'executions.events.>'],
  ['executions.queues', 'executions.queues'],
  ['executions', 'executions'],
  ['auth.revocations.all', 'auth.>'],
  ['other', 'other'],
])('%s in the queue executions.queue: %s is removed', (stored, filter) => {
  expect(foreignFilter('executions.queue', stored)).toBe(filter)
})
