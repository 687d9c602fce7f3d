import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { expect, test } from 'vitest'
import { createManualClock } from '../../testing/clock.ts'
import { createOutputEvents } from './output-events.ts'

function open() {
  const sent: ExecutionEvent[] = []
  const clock = createManualClock()
  return { sent, clock, output: createOutputEvents((event) => void sent.push(event), clock) }
}
const bytes = (text: string) => Buffer.from(text)
const out = (text: string) => ({ kind: 'output', stream: 'stdout', text })
const err = (text: string) => ({ kind: 'output', stream: 'stderr', text })

test('the first piece is sent at once', () => {
  const { sent, output } = open()
  output.push('stdout', bytes('name? '))
  expect(sent).toEqual([out('name? ')])
})

test('what follows quickly is gathered, and sent after 20 ms', async () => {
  const { sent, clock, output } = open()
  for (const text of ['a', 'b', 'c']) output.push('stdout', bytes(text))
  await clock.advance(19)
  expect(sent).toEqual([out('a')])
  await clock.advance(1)
  expect(sent).toEqual([out('a'), out('bc')])
})

test('after a quiet moment the next piece is sent at once again', async () => {
  const { sent, clock, output } = open()
  output.push('stdout', bytes('a'))
  await clock.advance(20)
  output.push('stdout', bytes('b'))
  expect(sent).toEqual([out('a'), out('b')])
})

test('64 KiB are sent without waiting', () => {
  const { sent, output } = open()
  output.push('stdout', bytes('a'))
  output.push('stdout', Buffer.alloc(64 * 1024, 'b'))
  expect(sent).toHaveLength(2)
})

test('the two streams keep their order to each other', async () => {
  const { sent, clock, output } = open()
  output.push('stdout', bytes('1'))
  output.push('stderr', bytes('2'))
  output.push('stdout', bytes('3'))
  await clock.advance(20)
  expect(sent).toEqual([out('1'), err('2'), out('3')])
})

test('a program that alternates a thousand times costs a few events, and loses no byte', async () => {
  const { sent, clock, output } = open()
  for (let n = 0; n < 1000; n += 1) output.push(n % 2 === 0 ? 'stdout' : 'stderr', bytes('x'))
  await clock.advance(20)
  expect(sent.length).toBeLessThan(20)
  const text = sent.map((event) => (event.kind === 'output' ? event.text : '')).join('')
  expect(text).toHaveLength(1000)
})

test('ending sends what is waiting, half a character included', () => {
  const { sent, output } = open()
  output.push('stdout', bytes('a'))
  output.push('stdout', bytes('é').subarray(0, 1))
  output.end()
  expect(sent).toEqual([out('a'), { kind: 'output', stream: 'stdout', base64: 'ww==' }])
})
