import { expect, test } from 'vitest'
import { parseCommand } from './commands.ts'

test('a command is named, and writes nothing unless it is told to', () => {
  const series = ['cost', 'queueing', 'fairness', 'fanOut']
  expect(parseCommand(['simulate'])).toEqual({ name: 'simulate', quick: false, write: false, series })
  expect(parseCommand(['rates', '--quick', '--write'])).toMatchObject({
    name: 'rates',
    quick: true,
    write: true,
  })
  expect(parseCommand(['simulate', '--series', 'cost']).series).toEqual(['cost'])
})

test('no command, an unknown one or an unknown option is refused, with those that there are', () => {
  for (const bad of [[], ['simulat'], ['simulate', 'rates']]) {
    expect(() => parseCommand(bad)).toThrow(/simulate, executors, rates, report/)
  }
  expect(() => parseCommand(['simulate', '--fast'])).toThrow(/--fast/)
  expect(() => parseCommand(['simulate', '--series', 'costs'])).toThrow(/"costs".*cost, queueing/)
})
