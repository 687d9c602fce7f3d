import { expect, test } from 'vitest'
import * as z from 'zod'
import { toNatsHeaders } from '../nats/connection/message.ts'
import {
  addressedCancelHeaders,
  addressedHeaders,
  addressSubject,
  callSubject,
  cancelSubject,
  decodeBody,
  decodeCancel,
  decodeItem,
  decodeLast,
  decodeTogether,
  encodeBody,
  encodeCancel,
  encodeTogether,
  readAddressed,
  readReply,
  readRequestHead,
  replyHeaders,
  requestHeaders,
} from './envelope.ts'

// These bytes are spoken by services deployed yesterday. A change here is a new wire version.
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const REQUEST = `NATS/1.0\r\nMesh-Version: 1\r\nMesh-Remaining-Ms: 1500\r\ntraceparent: ${traceparent}\r\n\r\n`
const REPLY = 'NATS/1.0\r\nMesh-Version: 1\r\nMesh-Code: NOT_FOUND\r\n\r\n'

const reader = (headers: Record<string, string>) => (name: string) => headers[name]

test('a request looks like this on the wire', () => {
  expect(toNatsHeaders(requestHeaders({ remainingMs: 1500.7, traceparent })).toString()).toBe(REQUEST)
  expect(encodeBody({ id: 'a', limit: undefined })).toBe('{"id":"a"}')
  expect(callSubject('history', 'get')).toBe('history.get')
  expect(cancelSubject('history')).toBe('history.$cancel')
  expect(encodeCancel('_INBOX_gateway.abc.1', 'CANCELLED')).toBe('_INBOX_gateway.abc.1 CANCELLED')
})

test('a request to an address says in a header which procedure is meant', () => {
  const head = { remainingMs: 1500.7, traceparent, procedure: 'write' }
  const headers = REQUEST.replace('\r\n\r\n', '\r\nMesh-Procedure: write\r\n\r\n')
  expect(toNatsHeaders(addressedHeaders(head)).toString()).toBe(headers)
  expect(addressSubject('executor', 'acc.run')).toBe('executor.$at.acc.run')
  expect(toNatsHeaders(addressedCancelHeaders()).toString()).toBe(
    'NATS/1.0\r\nMesh-Version: 1\r\nMesh-Procedure: $cancel\r\n\r\n',
  )
})

test('what comes to an address is read', () => {
  expect(readAddressed(reader({ 'Mesh-Procedure': 'write' }))).toEqual({ procedure: 'write' })
  expect(readAddressed(reader({ 'Mesh-Procedure': '$cancel' }))).toEqual({ cancel: true })
  expect(readAddressed(reader({}))).toEqual({ procedure: '' })
})

test('a reply looks like this on the wire', () => {
  expect(toNatsHeaders(replyHeaders('NOT_FOUND')).toString()).toBe(REPLY)
})

test('a request of version 1 is read', () => {
  const headers = { 'Mesh-Version': '1', 'Mesh-Remaining-Ms': '1500', traceparent, 'X-New': 'ignored' }

  expect(readRequestHead(reader(headers))).toEqual({ remainingMs: 1500, traceparent })
})

test('a request without headers is read as one without a deadline', () => {
  expect(readRequestHead(reader({}))).toEqual({ remainingMs: undefined, traceparent: undefined })
})

test('what speaks another version is not guessed at', () => {
  expect(readRequestHead(reader({ 'Mesh-Version': '2' }))).toBeUndefined()
  expect(readReply(reader({ 'Mesh-Version': '2', 'Mesh-Code': 'OK' }), '')).toBeUndefined()
  expect(readReply(reader({}), '{}')).toBeUndefined()
})

test('a cancel message is read even if a newer caller gives an unknown reason', () => {
  expect(decodeCancel('inbox.1 DEADLINE_EXCEEDED')).toEqual({ id: 'inbox.1', why: 'DEADLINE_EXCEEDED' })
  expect(decodeCancel('inbox.1 BORED')).toEqual({ id: 'inbox.1', why: 'CANCELLED' })
  expect(decodeCancel('inbox.1')).toEqual({ id: 'inbox.1', why: 'CANCELLED' })
})

test('undefined is an empty body, and comes back', () => {
  expect(encodeBody(undefined)).toBe('')
  expect(decodeBody('')).toBeUndefined()
})

test('an item that is no JSON, or does not fit, is undefined', () => {
  const schema = z.object({ n: z.int() })

  expect(decodeItem(schema, '{"n":1,"new":true}')).toEqual({ n: 1 })
  expect(decodeItem(schema, '{"n":"1"}')).toBeUndefined()
  expect(decodeItem(schema, '{"n":')).toBeUndefined()
})

const Event = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), text: z.string() }),
  z.object({ kind: z.literal('end') }),
])

test('events in one message stand beside the last one, and a reader of yesterday reads that one', () => {
  const steps = ['a', '"mesh:earlier"'].map((text) => ({ kind: 'step', text }))
  const body = encodeTogether({ kind: 'end' }, steps) ?? ''
  expect(body).toBe(
    '{"kind":"end","mesh:earlier":[{"kind":"step","text":"a"},{"kind":"step","text":"\\"mesh:earlier\\""}]}',
  )
  expect(decodeItem(Event, body)).toEqual({ kind: 'end' })
  expect(decodeTogether(Event, body)).toEqual([...steps, { kind: 'end' }])
  expect(decodeLast(Event, body)).toEqual({ event: { kind: 'end' }, earlier: 2 })
})

test('an event alone is as it always was, whatever it says', () => {
  const event = { kind: 'step', text: '"mesh:earlier"' }
  expect(encodeTogether(event, [])).toBe(encodeBody(event))
  expect(decodeTogether(Event, encodeBody(event))).toEqual([event])
  expect(decodeLast(Event, encodeBody(event))).toEqual({ event, earlier: 0 })
  for (const body of ['', '{', '{"mesh:earlier":1}', '["mesh:earlier"]'])
    expect(decodeTogether(Event, body)).toEqual([undefined])
})

test('64 KiB travel with an event, and not a byte more', () => {
  const ofBytes = (bytes: number) => ['é'.repeat(100), 'x'.repeat(bytes - 200 - '["",""]'.length)]
  expect(encodeTogether({ kind: 'end' }, ofBytes(64 * 1024))).toBeDefined()
  expect(encodeTogether({ kind: 'end' }, ofBytes(64 * 1024 + 1))).toBeUndefined()
})
