import { expect, test } from 'vitest'
import { createTable, type TableEntry } from './table.ts'

/** A table for 8 connections, 4 of one address; what it has cut, by name. */
function open() {
  const table = createTable({ total: 8, perAddress: 4 })
  const cut: string[] = []
  const held = (name: string, address: string | undefined = name, known = false): TableEntry => ({
    address,
    known,
    busy: 0,
    cut: () => void cut.push(name),
  })
  const enter = (...given: Parameters<typeof held>) => {
    const connection = held(...given)
    return { connection, full: table.enter(connection) }
  }
  return { table, cut, enter }
}

test('an address that has as many as it may takes the place of its own idle one, the oldest first', () => {
  const { cut, enter, table } = open()
  const [first] = ['a', 'b', 'c', 'd'].map((name) => enter(name, 'one').connection)
  if (first) table.begin(first)
  expect(enter('e', 'one').full).toBeUndefined()
  expect(cut).toEqual(['b'])
})

test('an address whose connections are all busy is refused, until one of them ends or is left', () => {
  const { cut, enter, table } = open()
  const all = ['a', 'b', 'c', 'd'].map((name) => enter(name, 'one').connection)
  for (const connection of all) table.begin(connection)
  expect(enter('e', 'one').full).toBe('TOO_MANY_CONNECTIONS')
  expect(enter('other').full).toBeUndefined()
  if (all[0]) table.leave(all[0])
  expect(enter('e', 'one').full).toBeUndefined()
  expect(cut).toEqual([])
})

test('unknown connections leave a quarter free, and push out each other: the longest idle first', () => {
  const { cut, enter, table } = open()
  const strangers = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => enter(name).connection)
  const [a] = strangers
  if (a) {
    table.begin(a)
    table.end(a)
  }
  expect(enter('g').full).toBeUndefined()
  expect(cut).toEqual(['b'])
  for (const name of ['known 1', 'known 2']) expect(enter(name, name, true).full).toBeUndefined()
  expect(table.size).toBe(8)
  expect(cut).toEqual(['b'])
  expect(enter('known 3', 'known 3', true).full).toBeUndefined()
  expect(cut).toEqual(['b', 'c'])
})

test('where all strangers are busy another one is refused, and the known push out the oldest of them', () => {
  const { cut, enter, table } = open()
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) table.begin(enter(name).connection)
  expect(enter('g').full).toBe('OVERLOADED')
  for (const name of ['1', '2']) table.begin(enter(name, name, true).connection)
  expect(enter('3', '3', true).full).toBeUndefined()
  expect(cut).toEqual(['a'])
})

test('the known are never pushed out by strangers, and an admission makes one of a stranger', () => {
  const { cut, enter, table } = open()
  const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => enter(name).connection)
  for (const connection of all) table.welcome(connection)
  expect(['g', 'h', 'i'].map((name) => enter(name).full)).toEqual([undefined, undefined, undefined])
  expect(cut).toEqual(['g'])
})

test('a trusted proxy has no limit of its own', () => {
  const { enter } = open()
  const full = Array.from({ length: 8 }, (_, n) => enter(`p${n}`, undefined, true).full)
  expect(full).toEqual(Array.from({ length: 8 }, () => undefined))
})
