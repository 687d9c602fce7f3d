import { expect, test } from 'vitest'
import { parseCommand } from './commands.ts'

test('a command is named, and writes nothing unless it is told to', () => {
  expect(parseCommand(['simulate'])).toEqual({ name: 'simulate', quick: false, write: false })
  expect(parseCommand(['rates', '--quick', '--write'])).toEqual({ name: 'rates', quick: true, write: true })
})

test('no command, an unknown one or an unknown option is refused, with those that there are', () => {
  for (const bad of [[], ['simulat'], ['simulate', 'rates']]) {
    expect(() => parseCommand(bad)).toThrow(/simulate, executors, rates, report/)
  }
  expect(() => parseCommand(['simulate', '--fast'])).toThrow(/--fast/)
})
