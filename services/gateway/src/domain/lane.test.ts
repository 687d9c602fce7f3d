import { LANES } from '@runhive/contracts/execution-streams'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseLane } from './lane.ts'

test('an account with nothing under way uses the light lane, whatever others do', () => {
  fc.assert(fc.property(fc.string(), (accountId) => chooseLane(accountId, 0) === 'light'))
})

test('the more an account has outstanding, the lighter the weight it waits with', () => {
  const weight = (outstanding: number) => LANES[chooseLane('ada', outstanding)]
  fc.assert(fc.property(fc.nat(2_000), fc.nat(2_000), (one, more) => weight(one) >= weight(one + more)))
  expect(weight(1_000)).toBeLessThan(weight(10))
  expect(weight(10)).toBeLessThan(weight(0))
})

test('heavy accounts are spread over all heavy lanes, and each stays in its own', () => {
  const accounts = Array.from({ length: 200 }, (_, n) => `account-${n}`)
  const lanes = Map.groupBy(accounts, (accountId) => chooseLane(accountId, 500))
  expect([...lanes.keys()].toSorted()).toEqual(['heavy-0', 'heavy-1', 'heavy-2', 'heavy-3'])
  for (const accountId of accounts) expect(chooseLane(accountId, 5_000)).toBe(chooseLane(accountId, 500))
})
