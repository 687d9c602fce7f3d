import { expect, test } from 'vitest'
import { readDraft, toDraft } from './plan-draft.ts'

const plan = {
  name: 'team',
  allowance: { requestsPerMinute: 600, burst: 100, executionsPerDay: 50_000, concurrentExecutions: 20 },
  maxKeys: 50,
  retentionDays: 90,
}

test('a plan that is not touched stays what it is', () => {
  expect(readDraft(toDraft(plan), [])).toEqual({ plan })
})

test('a new plan starts with valid numbers, and lacks only its name', () => {
  expect(readDraft(toDraft(undefined), [])).toEqual({ errors: { name: expect.stringMatching(/lower-case/) } })
})

test.each([
  ['name', 'Team'],
  ['name', '9team'],
  ['name', 'a'.repeat(33)],
  ['maxKeys', '0'],
  ['maxKeys', '10001'],
  ['retentionDays', '3651'],
  ['allowance.burst', '1.5'],
  ['allowance.burst', '1e3'],
  ['allowance.burst', ''],
  ['allowance.executionsPerDay', '1000000001'],
] as const)('%s %j is told at its field', (path, typed) => {
  const read = readDraft({ ...toDraft(plan), [path]: typed }, [])
  expect(read).toEqual({ errors: { [path]: expect.any(String) } })
})

test('a new plan cannot take the place of another', () => {
  expect(readDraft(toDraft(plan), ['team'])).toEqual({
    errors: { name: expect.stringMatching(/edit that one/) },
  })
})
