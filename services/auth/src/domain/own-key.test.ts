import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { isUsable } from './admission.ts'
import { changeKey, isEnded, type OwnKey } from './own-key.ts'

vi.setConfig({ testTimeout: 60_000 })

const NOW = new Date('2030-01-01T00:00:00Z')
/** Around now, where off-by-ones live, and far away. */
const aDate = fc
  .oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -1e12, max: 1e12 }))
  .map((ms) => new Date(NOW.getTime() + ms))

const aKey: fc.Arbitrary<OwnKey> = fc
  .record({
    expiresAt: fc.option(aDate, { nil: undefined }),
    deactivatedAt: fc.option(aDate, { nil: undefined }),
  })
  .map((times) => ({
    id: 'id',
    name: 'a key',
    kind: 'server',
    scopes: ['executions'],
    origins: [],
    ipRanges: [],
    allowance: {},
    createdAt: new Date(0),
    lastUsedAt: undefined,
    ...times,
  }))

const aChange = fc.record(
  {
    active: fc.boolean(),
    expiresAt: fc.option(aDate.map((date) => date.toISOString())),
    name: fc.constant('another'),
  },
  { requiredKeys: [] },
)

test('a key ends at the very moment it expires, and not a millisecond before', () => {
  fc.assert(
    fc.property(aDate, aDate, (expiresAt, now) => {
      const key = { expiresAt, deactivatedAt: undefined }
      expect(isUsable(key, now)).toBe(now.getTime() < expiresAt.getTime())
    }),
  )
})

test('gateways are told exactly when a change ends what was usable', () => {
  fc.assert(
    fc.property(aKey, aChange, (key, change) => {
      const after = changeKey(key, change, NOW)
      expect(isEnded(key, after, NOW)).toBe(isUsable(key, NOW) && !isUsable(after, NOW))
      // Neither a new name nor what makes a key live longer ends it.
      if (change.active !== false && change.expiresAt === undefined)
        expect(isEnded(key, after, NOW)).toBe(false)
    }),
  )
})

test('after deactivating no key is usable, whatever its expiry, and after reactivating its expiry alone decides', () => {
  fc.assert(
    fc.property(aKey, (key) => {
      expect(isUsable(changeKey(key, { active: false }, NOW), NOW)).toBe(false)
      const on = changeKey(key, { active: true }, NOW)
      expect(isUsable(on, NOW)).toBe(isUsable({ ...key, deactivatedAt: undefined }, NOW))
    }),
  )
})

test('a change that names nothing changes nothing, and one made twice is made once', () => {
  fc.assert(
    fc.property(aKey, aChange, (key, change) => {
      expect(changeKey(key, {}, NOW)).toEqual(key)
      const once = changeKey(key, change, NOW)
      expect(changeKey(once, change, new Date(NOW.getTime() + 1))).toEqual(once)
    }),
  )
})
