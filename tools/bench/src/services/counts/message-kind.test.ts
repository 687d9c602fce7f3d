import { expect, test } from 'vitest'
import { covers, kindOf } from './message-kind.ts'

const streams = ['executions.queue.*', 'executions.events.>']

test.each([
  ['calls', 'auth.admit'],
  ['publishes', 'executions.queue.light'],
  ['publishes', 'executions.events.account.id.finished'],
  ['pulls', '$JS.API.CONSUMER.MSG.NEXT.EXECUTION_EVENTS.history_finished'],
  ['acknowledgements', '$JS.ACK.EXECUTION_EVENTS.history_finished.1.2.3.4.5'],
  ['look-ups', '$JS.API.STREAM.MSG.GET.IDEMPOTENCY'],
  ['questions about streams', '$JS.API.STREAM.INFO.EXECUTIONS'],
  ['questions about streams', '$JS.API.CONSUMER.INFO.EXECUTIONS.workers'],
  ['other requests to JetStream', '$JS.API.STREAM.PURGE.IDEMPOTENCY'],
  ['everything else', '$SRV.STATS'],
  [undefined, '$JS.API.STREAM.LIST'],
])('%s: %s', (kind, subject) => {
  expect(kindOf(subject, streams)).toBe(kind)
})

test('a pattern covers what NATS would deliver for it', () => {
  expect(covers('a.*', 'a.b')).toBe(true)
  expect(covers('a.>', 'a.b.c')).toBe(true)
  for (const subject of ['a', 'a.b.c', 'b.c']) expect(covers('a.*', subject)).toBe(false)
  for (const subject of ['a', 'b.c']) expect(covers('a.>', subject)).toBe(false)
})
