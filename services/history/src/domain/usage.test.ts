import { EXECUTION_STATUSES } from '@runhive/contracts/execution-result'
import { expect, test } from 'vitest'
import { aResult } from '../testing.ts'
import { toUsage } from './usage.ts'

const phase = aResult().run
if (!phase) throw new Error('the fixture has a run')

test('an execution counts on the UTC day on which it finished, in its language', () => {
  const result = aResult({ finishedAt: '2030-01-01T23:30:00-02:00', language: 'cpp' })
  expect(toUsage(result)).toMatchObject({ day: '2030-01-02', language: 'cpp' })
})

test('compiling, running and every test cost CPU time; what the host does not tell costs nothing', () => {
  const result = aResult({
    compile: { ...phase, cpuMs: 100 },
    run: { ...phase, cpuMs: 20 },
    tests: [
      { name: '1', status: 'accepted', message: '', run: { ...phase, cpuMs: 3 } },
      { name: '2', status: 'accepted', message: '', run: { ...phase, cpuMs: null } },
      { name: '3', status: 'skipped', message: '' },
    ],
  })
  expect(toUsage(result).cpuMs).toBe(123)
})

test('everything that did not succeed is an error', () => {
  const errors = EXECUTION_STATUSES.filter((status) => toUsage(aResult({ status })).errors === 1)
  expect(errors).toEqual(EXECUTION_STATUSES.filter((status) => status !== 'succeeded'))
})
