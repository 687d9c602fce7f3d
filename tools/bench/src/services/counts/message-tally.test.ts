import { expect, test } from 'vitest'
import { MessageTally } from './message-tally.ts'

test('answers are counted beside what they answer, but not those to questions about streams', () => {
  const tally = new MessageTally(['executions.events.>'])
  const seen: [string, string?][] = [
    ['auth.admit', '_INBOX_gateway.1'],
    ['_INBOX_gateway.1'],
    ['$JS.API.STREAM.INFO.EXECUTIONS', '_INBOX_gateway.2'],
    ['_INBOX_gateway.2'],
    ['executions.events.a.b.started', '_INBOX_executor.1'],
    ['_INBOX_executor.1'],
  ]
  for (const [subject, reply] of seen) tally.add({ subject, reply })
  expect(tally.counts()).toEqual({ calls: 1, publishes: 1, replies: 2, 'questions about streams': 1 })
})

test('what the counter itself asks is not counted at all', () => {
  const tally = new MessageTally([])
  tally.add({ subject: '$JS.API.STREAM.LIST', reply: '_INBOX.counter.1' })
  tally.add({ subject: '_INBOX.counter.1', reply: undefined })
  expect(tally.counts()).toEqual({})
})
