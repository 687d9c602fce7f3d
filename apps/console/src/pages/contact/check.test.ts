import { expect, test } from 'vitest'
import { check } from './check.ts'

const whole = { name: 'Ada', email: 'ada@example.com', message: 'Hello' }

test('what is whole has nothing wrong', () => {
  expect(check(whole)).toEqual({})
  expect(check({ ...whole, email: ' ada@example.com ' })).toEqual({})
})

test.each([
  ['name', '  ', /name/],
  ['email', 'ada', /e-mail address like/],
  ['email', 'ada@example', /e-mail address like/],
  ['email', 'ada @example.com', /e-mail address like/],
  ['message', '\n', /what it is about/],
] as const)('%s %j is told at its field', (name, value, words) => {
  expect(check({ ...whole, [name]: value })).toEqual({ [name]: expect.stringMatching(words) })
})
