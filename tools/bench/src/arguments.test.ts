import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'

test('without arguments the defaults are used and nothing is written', () => {
  expect(parseArguments([])).toEqual({ json: undefined, rounds: 40, runs: 60 })
})

test('a number out of range is refused by name, with the range', () => {
  for (const bad of ['0', '-1', '1.5', 'many', '1000000']) {
    expect(() => parseArguments([`--rounds=${bad}`])).toThrow(
      /--rounds must be a whole number from 5 to 10000/,
    )
  }
})

test('an unknown argument is refused', () => {
  expect(() => parseArguments(['--round', '9'])).toThrow(/--round/)
})
