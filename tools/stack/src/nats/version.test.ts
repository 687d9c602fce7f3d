import { expect, test } from 'vitest'
import { isForClusters, natsVersion } from './version.ts'

test.each([
  ['2.9.10', false],
  ['2.9.99', false],
  ['2.10.0', true],
  ['2.10.27', true],
  ['2.11.1', true],
  ['3.0.0', true],
])('nats-server %s may be in a cluster: %s', (version, may) => {
  expect(isForClusters(version)).toBe(may)
})

test('a program that tells no version is named', () => {
  expect(() => natsVersion('/nowhere/nats-server')).toThrow('/nowhere/nats-server')
})
