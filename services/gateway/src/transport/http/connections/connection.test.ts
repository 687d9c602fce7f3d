import { expect, test } from 'vitest'
import { createConnection } from './connection.ts'
import { connectionsFor, parseOpenFiles } from './descriptors.ts'
import { createKnownCallers } from './known-callers.ts'

const socketOf = (sent: { bytesWritten: number; writableLength: number }) =>
  Object.assign(sent, { destroy: () => undefined as never })
const open = (known = false, sent = socketOf({ bytesWritten: 0, writableLength: 0 })) => ({
  sent,
  connection: createConnection(sent, { address: '192.0.2.1', known, now: 0 }),
})

test('an idle unknown connection is closed soon; one that waits for an answer, was admitted or has upgraded is not', () => {
  expect(open().connection.isOver(15_000)).toBe(false)
  expect(open().connection.isOver(15_001)).toBe(true)
  expect(open(true).connection.isOver(1e9)).toBe(false)
  const busy = open().connection
  busy.busy = 1
  const upgraded = open().connection
  upgraded.upgraded = true
  expect([busy.isOver(1e9), upgraded.isOver(1e9)]).toEqual([false, false])
})

test('an answer of which nothing is taken is over, and one that is read slowly is not', () => {
  const { connection, sent } = open(true)
  Object.assign(sent, { bytesWritten: 100_000, writableLength: 64_000 })
  expect(connection.isOver(1_000)).toBe(false)
  expect(connection.isOver(22_000)).toBe(false)
  Object.assign(sent, { bytesWritten: 164_000, writableLength: 64_000 })
  expect(connection.isOver(23_000)).toBe(false)
  expect(connection.isOver(44_000)).toBe(false)
  expect(connection.isOver(44_001)).toBe(true)
})

test('a large answer in one piece has the time that it takes at the least rate', () => {
  const { connection, sent } = open(true)
  Object.assign(sent, { bytesWritten: 6_400_000, writableLength: 6_400_000 })
  expect(connection.isOver(0)).toBe(false)
  expect(connection.isOver(120_000)).toBe(false)
  expect(connection.isOver(120_001)).toBe(true)
})

test('the bound on connections leaves descriptors for the rest, and more than 10 000 must be asked for', () => {
  const limits = (soft: string) =>
    `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${soft}  x  files\n`
  expect(
    ['1024', '20000', 'unlimited', '100'].map((soft) => connectionsFor(parseOpenFiles(limits(soft)))),
  ).toEqual([768, 10_000, 10_000, 16])
  expect(connectionsFor(parseOpenFiles('nothing that is known'))).toBe(768)
})

test('an address is known for ten minutes after it was last admitted', () => {
  let now = 0
  const known = createKnownCallers(() => now)
  known.add('192.0.2.1')
  now = 599_999
  expect([known.has('192.0.2.1'), known.has('192.0.2.2')]).toEqual([true, false])
  known.add('192.0.2.1')
  now += 599_999
  expect(known.has('192.0.2.1')).toBe(true)
  now += 1
  expect(known.has('192.0.2.1')).toBe(false)
})
