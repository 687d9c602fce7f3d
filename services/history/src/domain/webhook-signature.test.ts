import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveKey, signedHeaders, toSecret } from './webhook-signature.ts'

const MASTER = 'the operator keeps this one to himself'

test('a signature is that of the published example', () => {
  // Of the reference implementation of Standard Webhooks.
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' }
  expect(signedHeaders(message, { at: new Date(1_614_265_330_999), keys: [key] })).toEqual({
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('with two keys there are two signatures, each that of one key alone', () => {
  const keys = [1, 2].map((version) => deriveKey(MASTER, { accountId: 'a1', version }))
  const sign = (some: Buffer[]) =>
    signedHeaders({ id: 'one', body: '{}' }, { at: new Date(0), keys: some })['webhook-signature']
  expect(sign(keys)).toBe(keys.map((key) => sign([key])).join(' '))
})

test('a secret is what libraries take: whsec_ and 32 bytes as base64', () => {
  const secret = toSecret(deriveKey(MASTER, { accountId: 'a1', version: 1 }))
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
})

test('the same account and version have the same key, and any other has another', () => {
  const identity = fc.record({ accountId: fc.string(), version: fc.nat() })
  fc.assert(
    fc.property(identity, identity, (one, two) => {
      const same = one.accountId === two.accountId && one.version === two.version
      expect(deriveKey(MASTER, one).equals(deriveKey(MASTER, two))).toBe(same)
      expect(deriveKey(MASTER, one).equals(deriveKey(`${MASTER}!`, one))).toBe(false)
    }),
  )
})
