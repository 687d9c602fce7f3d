import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'

test('without arguments the defaults are used, everything is measured and nothing is written', () => {
  const parts = new Set(['services', 'core', 'tracing', 'streaming', 'tests', 'fairness'])
  const files = { json: undefined, against: undefined }
  expect(parseArguments([])).toEqual({ ...files, rounds: 25, runs: 50, executions: 100, parts })
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

test('only the parts that are named are measured, and one that does not exist is refused by name', () => {
  expect(parseArguments(['--parts', 'tests,core']).parts).toEqual(new Set(['tests', 'core']))
  expect(() => parseArguments(['--parts', 'core,speed'])).toThrow(
    /"speed".*services, core, tracing, streaming, tests, fairness/,
  )
})
