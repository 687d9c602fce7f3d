import { expect, test } from 'vitest'
import { findSettingNames } from './setting-names.ts'

test('settings are the keys in capitals of a table, and nothing that merely looks like one', () => {
  const source = `
const settings = z.object({
  ...CommonSettings,
  /** PORT: of the gateway. */
  PORT: wholeNumber({ min: 0, max: 65_535, default: 4000 }),
  EXECUTOR_UID_BASE: z.string(),
  name: z.string(),
})
const DEFAULT_MS = 5
return { port: settings.PORT, base: settings.EXECUTOR_UID_BASE }
`
  expect(findSettingNames(source)).toEqual(['PORT', 'EXECUTOR_UID_BASE'])
})
