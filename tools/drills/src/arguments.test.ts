import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'
import { ATTACK_NAMES } from './edge/attacks.ts'

test('without names all drills run', () => {
  expect(parseArguments([]).names).toEqual([
    ...['executor', 'nats', 'postgres', 'history', 'clock', 'leavers'],
    'edge',
    ...['executors', 'cluster', 'gateways', 'auths', 'primary'],
    'engines',
    ...['engine', 'disk'],
  ])
})

test('only the drills that are named run', () => {
  expect(parseArguments(['disk', 'nats']).names).toEqual(['disk', 'nats'])
})

test('a drill that does not exist is refused by name, with those that do', () => {
  expect(() => parseArguments(['nats', 'dsik'])).toThrow(
    /"dsik".*executor, nats, .*cluster, .*engines, engine, disk/,
  )
})

test('the edge is attacked in all ways at once for ten minutes, unless something else is said', () => {
  expect(parseArguments(['edge']).edge).toEqual({
    attacks: ATTACK_NAMES,
    each: false,
    seconds: 600,
    strength: 1,
  })
  const words = ['edge', '--each', '--attacks=ping-flood,wrong-keys', '--seconds=20', '--strength', '0.5']
  expect(parseArguments(words).edge).toEqual({
    attacks: ['ping-flood', 'wrong-keys'],
    each: true,
    seconds: 20,
    strength: 0.5,
  })
})

test('an attack that does not exist and a number out of its range are refused by name', () => {
  expect(() => parseArguments(['edge', '--attacks=pong'])).toThrow(/unknown attack "pong".*half-sent-bodies/)
  expect(() => parseArguments(['edge', '--seconds=0'])).toThrow('--seconds must be a number from 1 to 86400')
  expect(() => parseArguments(['edge', '--strength=much'])).toThrow('--strength must be a number from 0.01')
})
