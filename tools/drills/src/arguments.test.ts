import { expect, test } from 'vitest'
import { parseNames } from './arguments.ts'

test('without names all drills run', () => {
  expect(parseNames([])).toEqual([
    ...['executor', 'nats', 'postgres', 'clock', 'leavers'],
    ...['executors', 'cluster', 'gateways', 'auths', 'primary'],
    'engines',
    ...['engine', 'disk'],
  ])
})

test('only the drills that are named run', () => {
  expect(parseNames(['disk', 'nats'])).toEqual(['disk', 'nats'])
})

test('a drill that does not exist is refused by name, with those that do', () => {
  expect(() => parseNames(['nats', 'dsik'])).toThrow(
    /"dsik".*executor, nats, .*cluster, .*engines, engine, disk/,
  )
})
