import { expect, test } from 'vitest'
import type { Account } from '../../api/types.ts'
import { describeChange, toChange } from './describe-change.ts'

const account: Account = {
  id: 'a',
  email: 'ada@example.com',
  name: 'Ada',
  role: 'operator',
  createdAt: '2026-11-24T00:00:00Z',
  plan: {
    name: 'free',
    maxKeys: 5,
    retentionDays: 7,
    allowance: { requestsPerMinute: 60, burst: 20, executionsPerDay: 1_000, concurrentExecutions: 2 },
  },
}

test('only what is different is asked for', () => {
  expect(toChange(account, { plan: 'free', role: 'operator' })).toBeNull()
  expect(toChange(account, { plan: 'team', role: 'operator' })).toEqual({ plan: 'team' })
  expect(toChange(account, { plan: 'team', role: 'user' })).toEqual({ plan: 'team', role: 'user' })
})

test('giving up one’s own role is warned of', () => {
  expect(describeChange({ role: 'user' }, true)).toMatch(/cannot undo this yourself/)
  expect(describeChange({ role: 'user' }, false)).not.toMatch(/yourself/)
  expect(describeChange(null, true)).toBe('Nothing has changed yet.')
})
