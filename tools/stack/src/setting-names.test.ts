import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from './repository.ts'
import { SERVICES } from './services.ts'
import { findSettingNames, settingNames } from './setting-names.ts'

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

test.each(SERVICES)('%s is given every setting that it reads', async (service) => {
  const { Settings } = await import(join(repositoryRoot, 'services', service, 'src/config.ts'))
  const read = Object.keys(Settings.shape)
  expect(read).toContain('NATS_URL')
  expect(read.filter((name) => !settingNames(service).includes(name))).toEqual([])
})
