import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openTemporaryFolder } from '@runhive/stack/temporary-folder'
import { expect, test } from 'vitest'
import { readPrograms, renderSettingsPage, SETTINGS_PAGE, withoutMeaning } from './settings-page.ts'

test('every setting of every program says what it means', async () => {
  expect(withoutMeaning(await readPrograms())).toEqual([])
})

test('docs/settings.md is what the schemas say: `node tools/dev/src/pages/write.ts` writes it', async () => {
  expect(readFileSync(SETTINGS_PAGE, 'utf8')).toBe(renderSettingsPage(await readPrograms()))
})

test('a setting without a meaning is named, with its file', () => {
  const row = { name: 'PORT', default: '1', allowed: '1', meaning: '', secret: false }
  expect(withoutMeaning([{ name: 'x', file: 'services/x/src/config.ts', rows: [row] }])).toEqual([
    'PORT in services/x/src/config.ts has no description',
  ])
})

test('a program that keeps its table to itself is named', async () => {
  using root = openTemporaryFolder()
  mkdirSync(join(root.path, 'tools/x/src'), { recursive: true })
  writeFileSync(join(root.path, 'tools/x/src/config.ts'), 'export const port = 1\n')
  await expect(readPrograms(root.path)).rejects.toThrow('tools/x/src/config.ts must export its table')
})

test('a secret is marked, and what a table cannot hold is escaped', () => {
  const row = { name: 'KEY', default: 'none', allowed: 'a|b', meaning: 'opens it', secret: true }
  const page = renderSettingsPage([{ name: 'x', file: 'services/x/src/config.ts', rows: [row] }])
  expect(page).toContain('| `KEY` | none | a\\|b | opens it. **Secret.** |')
})
