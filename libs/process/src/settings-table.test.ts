import { expect, test } from 'vitest'
import * as z from 'zod'
import { DatabaseUrl, wholeNumber } from './settings.ts'
import { describeSettings } from './settings-table.ts'

const only = (schema: z.ZodType) => describeSettings({ IT: schema })[0]

test('a number tells its range and its default, with its thousands apart', () => {
  expect(only(wholeNumber({ min: 0, max: 65_535, default: 4_000 }).describe('where it listens'))).toEqual({
    name: 'IT',
    default: '4 000',
    allowed: '0 to 65 535',
    meaning: 'where it listens',
    secret: false,
  })
})

test('a setting that must be set says so, and a secret stays one under its own description', () => {
  expect(only(DatabaseUrl.describe('its own role'))).toMatchObject({
    default: 'required',
    meaning: 'its own role',
    secret: true,
    allowed: 'a URL like postgres://role:password@host:5432/database',
  })
})

test('a choice lists what there is, also where it is turned into something else', () => {
  const choice = z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
  expect(only(choice.describe('whether'))).toMatchObject({
    default: '`false`',
    allowed: '`true`, `false`',
    meaning: 'whether',
  })
})

test('what is written in words wins over what the schema says', () => {
  const schema = wholeNumber({ min: 1, max: 9, default: 2 }).meta({
    default: 'twice the processors',
    allowed: 'few',
  })
  expect(only(schema)).toMatchObject({ default: 'twice the processors', allowed: 'few' })
})

test('the words in which a wrong value is refused say what is allowed', () => {
  const schema = z.string().min(1).regex(/^x/, 'must be something with x').optional()
  expect(only(schema)).toMatchObject({ default: 'none', allowed: 'something with x', meaning: '' })
})
