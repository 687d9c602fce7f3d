import { expect, test } from 'vitest'
import { deriveKey } from '../domain/webhook-signature.ts'
import { signingKeys } from './keys.ts'

const MASTER = 'the operator keeps this one to himself'
const now = new Date('2030-01-02T00:00:00.000Z')
const keys = (secret: Parameters<typeof signingKeys>[1]['secret']) =>
  signingKeys(MASTER, { accountId: 'a1', secret, now }).map((key) => key.toString('hex'))
const key = (version: number) => deriveKey(MASTER, { accountId: 'a1', version }).toString('hex')

test('an account that never rotated has one key', () => {
  expect(keys({ version: 1, rotatedAt: undefined })).toEqual([key(1)])
})

test('for a day after a rotation the key before it signs too, then no longer', () => {
  expect(keys({ version: 3, rotatedAt: new Date(now.getTime() - 86_399_999) })).toEqual([key(3), key(2)])
  expect(keys({ version: 3, rotatedAt: new Date(now.getTime() - 86_400_000) })).toEqual([key(3)])
})
