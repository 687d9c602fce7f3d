import { roles } from '@runhive/contracts/roles'
import type { ServiceInstance } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { EXPECTED, judge } from './look.ts'

const instance = (service: string, status?: unknown): ServiceInstance => ({
  service,
  instanceId: service,
  version: '0.0.0',
  startedAt: '2030-01-01T00:00:00.000Z',
  procedures: [],
  status,
})
const executor = (running: number, concurrency = 2) =>
  instance('executor', {
    slots: { total: 8, free: 8 - running },
    running,
    concurrency,
    pools: {},
    isolation: { runtime: 'runc', engine: 'x' },
  })
const stateOf = (instances: ServiceInstance[], service = 'executor') =>
  judge(instances).find((seen) => seen.service === service)

test('every service is expected, and one that nobody answers for is down', () => {
  expect(EXPECTED).toEqual(Object.keys(roles).toSorted())
  expect(judge([]).map(({ state }) => state)).toEqual(EXPECTED.map(() => 'down'))
  expect(stateOf([instance('auth'), instance('auth')], 'auth')).toEqual({
    service: 'auth',
    state: 'up',
    instances: 2,
  })
  expect(judge([instance('somebody else')]).every(({ state }) => state === 'down')).toBe(true)
})

test('the executor is degraded when every instance runs as much as it can', () => {
  expect(stateOf([executor(2), executor(1)])?.state).toBe('up')
  expect(stateOf([executor(2), executor(2)])?.state).toBe('degraded')
  expect(stateOf([executor(2), instance('executor', { other: 'version' })])?.state).toBe('up')
})
