import { expect, test } from 'vitest'
import { makeSealKey, seal, unseal } from './seal.ts'

const owner = 'delivery 1'

test('what is sealed comes back byte for byte, and shows nothing of itself', () => {
  const key = makeSealKey()
  const text = JSON.stringify({ data: '\0 ä 🐝 \ud800 secret' })
  const sealed = seal(text, { key, owner })
  expect(unseal(sealed, { key, owner })).toBe(text)
  expect(Buffer.from(sealed, 'base64').includes('secret')).toBe(false)
  expect(seal(text, { key, owner })).not.toBe(sealed)
})

test('with another key, for another owner, or changed, it does not open', () => {
  const key = makeSealKey()
  const sealed = seal('secret', { key, owner })
  const changed = `${sealed.slice(0, -4)}AAAA`
  expect(() => unseal(sealed, { key: makeSealKey(), owner })).toThrow()
  expect(() => unseal(sealed, { key, owner: 'delivery 2' })).toThrow()
  expect(() => unseal(changed, { key, owner })).toThrow()
})
