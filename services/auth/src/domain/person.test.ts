import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { toPerson } from './person.ts'

vi.setConfig({ testTimeout: 60_000 })

const claims = { iss: 'https://id.test', sub: 's', email: 'ada@example.test', email_verified: true }

test('nobody is somebody without a subject and an e-mail address that the issuer says it has verified', () => {
  fc.assert(
    fc.property(fc.constantFrom('iss', 'sub', 'email', 'email_verified'), fc.anything(), (name, value) => {
      const person = toPerson({ ...claims, [name]: value })
      const fits =
        name === 'email_verified' ? value === true : typeof value === 'string' && person !== undefined
      expect(person !== undefined).toBe(fits)
    }),
  )
})

test('a name is one line of 1 to 200 characters, or there is none', () => {
  fc.assert(
    fc.property(fc.anything(), (name) => {
      const kept = toPerson({ ...claims, name })?.name
      if (kept === null) return
      expect(kept).toMatch(/^\S(?:.*\S)?$/su)
      expect(kept).not.toMatch(/\p{Cc}/u)
      expect(kept?.length).toBeLessThanOrEqual(200)
    }),
  )
  expect(toPerson({ ...claims, name: ' \0 ' })?.name).toBeNull()
  expect(toPerson({ ...claims, name: { first: 'Ada' } })?.name).toBeNull()
})
