import { expect, test } from 'vitest'
import { firstHour, toOutcomes } from './outcomes.ts'

const NOW = new Date('2030-01-02T10:59:59.999Z')

test('the hour under way is the last one, and every hour is told', () => {
  expect(firstHour(1, NOW).toISOString()).toBe('2030-01-02T10:00:00.000Z')
  const from = firstHour(24, NOW)
  expect(from.toISOString()).toBe('2030-01-01T11:00:00.000Z')
  const { byHour, hours } = toOutcomes({ hours: 24, from }, [])
  expect([hours, byHour.length, byHour.at(-1)?.at]).toEqual([24, 24, '2030-01-02T10:00:00.000Z'])
})

test('what ended is counted by status and by hour', () => {
  const hour = new Date('2030-01-02T09:00:00.000Z')
  const counts = [
    { hour, status: 'succeeded' as const, runs: 5 },
    { hour, status: 'internal_error' as const, runs: 1 },
    { hour: new Date('2030-01-02T10:00:00.000Z'), status: 'succeeded' as const, runs: 2 },
  ]
  const { byStatus, byHour } = toOutcomes({ hours: 2, from: firstHour(2, NOW) }, counts)
  expect(byStatus).toEqual({ succeeded: 7, internal_error: 1 })
  expect(byHour).toEqual([
    { at: '2030-01-02T09:00:00.000Z', runs: 6, errors: 1, internalErrors: 1 },
    { at: '2030-01-02T10:00:00.000Z', runs: 2, errors: 0, internalErrors: 0 },
  ])
})
