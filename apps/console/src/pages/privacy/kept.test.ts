import { expect, test } from 'vitest'
import type { Site } from '../../api/site.ts'
import { listKept, NOT_KNOWN } from './kept.ts'

const FACTS: Site['privacy'] = {
  usageDataDays: 101,
  usageDays: 102,
  webhookLogDays: 103,
  contactDays: 104,
  sessionDays: 105,
  watchableHours: 106,
  plans: [
    { name: 'free', retentionDays: 107 },
    { name: 'team', retentionDays: 108 },
  ],
  issuer: 'https://accounts.example',
}
const AWAY: Site['privacy'] = {
  ...{ usageDataDays: null, usageDays: null, webhookLogDays: null, contactDays: null, sessionDays: null },
  ...{ watchableHours: 106, plans: null, issuer: null },
}
const textOf = (facts: Site['privacy']) => JSON.stringify(listKept(facts))
const numbersIn = (text: string) => (text.match(/\d+/g) ?? []).map(Number).toSorted((a, b) => a - b)

test('every time on the page is one that the services told, each of them is there, and no other number is', () => {
  expect(numbersIn(textOf(FACTS))).toEqual([101, 102, 103, 104, 105, 106, 107, 108])
})

test.each(['usageDataDays', 'usageDays', 'webhookLogDays', 'contactDays', 'sessionDays', 'plans'] as const)(
  'without %s exactly one thing is said to be not known',
  (fact) => {
    const missing = listKept({ ...FACTS, [fact]: null }).filter(({ until }) => until === NOT_KNOWN)
    expect(missing).toHaveLength(1)
  },
)

test('of services that are away no time is made up', () => {
  expect(numbersIn(textOf(AWAY))).toEqual([106])
  expect(listKept(AWAY).filter(({ until }) => until === NOT_KNOWN)).toHaveLength(6)
})

test('everything that is kept says what, why and how long', () => {
  for (const { what, why, until } of listKept(FACTS)) {
    expect([what, why, until].every((text) => text.length > 5)).toBe(true)
  }
})

test('a time of one day is not days', () => {
  expect(textOf({ ...FACTS, contactDays: 1 })).toContain('1 day, or')
})
