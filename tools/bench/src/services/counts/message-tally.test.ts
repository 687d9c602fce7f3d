import { expect, test } from 'vitest'
import { MessageTally } from './message-tally.ts'

test('what the counter itself asks is not counted, and questions about streams are by themselves', () => {
  const tally = new MessageTally(['executions.events.>'])
  const asked = ['$JS.API.STREAM.LIST', '$JS.API.CONSUMER.LIST.EXECUTIONS', '$JS.API.STREAM.INFO.EXECUTIONS']
  for (const subject of ['auth.admit', 'executions.events.a.b.started', ...asked]) tally.add(subject)
  expect(tally.counts()).toEqual({ calls: 1, publishes: 1, 'questions about streams': 1 })
})
