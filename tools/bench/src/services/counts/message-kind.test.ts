import { expect, test } from 'vitest'
import { covers, kindOf } from './message-kind.ts'

const streams = ['executions.queue.*', 'executions.events.>']

test.each([
  ['calls', 'auth.admit', '_INBOX_gateway.a.b'],
  ['publishes', 'executions.queue.light', '_INBOX_gateway.a.b'],
  ['publishes', 'executions.events.account.id.finished', undefined],
  [
    'deliveries',
    'executions.events.account.id.finished',
    '$JS.ACK.EXECUTION_EVENTS.history_finished.1.2.3.4.5',
  ],
  ['pulls', '$JS.API.CONSUMER.MSG.NEXT.EXECUTION_EVENTS.history_finished', '_INBOX_history.a'],
  ['acknowledgements', '$JS.ACK.EXECUTION_EVENTS.history_finished.1.2.3.4.5', '_INBOX_history.a'],
  ['look-ups', '$JS.API.STREAM.MSG.GET.IDEMPOTENCY', '_INBOX_gateway.a'],
  ['questions about streams', '$JS.API.STREAM.INFO.EXECUTIONS', '_INBOX_gateway.a'],
  ['questions about streams', '$JS.API.CONSUMER.INFO.EXECUTIONS.workers', '_INBOX_history.a'],
  ['other requests to JetStream', '$JS.API.STREAM.PURGE.IDEMPOTENCY', '_INBOX_gateway.a'],
  ['replies', '_INBOX_gateway.a.b', undefined],
  ['everything else', 'execution-control.$cancel', undefined],
  ['everything else', '$SRV.STATS', '_INBOX_gateway.a.b'],
  [undefined, '$JS.EVENT.ADVISORY.API', undefined],
])('%s: %s', (kind, subject, reply) => {
  expect(kindOf({ subject, reply }, streams)).toBe(kind)
})

test('a pattern covers what NATS would deliver for it', () => {
  expect(covers('a.*', 'a.b')).toBe(true)
  expect(covers('a.>', 'a.b.c')).toBe(true)
  for (const subject of ['a', 'a.b.c', 'b.c']) expect(covers('a.*', subject)).toBe(false)
  for (const subject of ['a', 'b.c']) expect(covers('a.>', subject)).toBe(false)
})
