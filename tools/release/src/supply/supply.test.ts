import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import { expect, test } from 'vitest'
import { findRanges } from './exact-versions.ts'
import { findInstallScripts, readScriptRows } from './install-scripts.ts'
import { findForbidden, isAllowed, listLicences } from './licences.ts'
import { LICENCES_PAGE, licencesPage } from './licences-page.ts'
import { readLock } from './lock.ts'

const lock = readLock()
const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8')

test('every dependency is one exact version', () => {
  expect(findRanges(lock)).toEqual([])
})

test.each(['^1.2.3', '~1.2.3', '1.x', '>=1', 'latest', 'github:a/b'])('%s is no exact version', (range) => {
  expect(findRanges({ 'libs/x': { dependencies: { zod: range } } })).toEqual([
    `libs/x asks for zod ${range}, which is no exact version`,
  ])
})

test('every package has a licence that asks for no more than its own text', () => {
  expect(findForbidden(listLicences(lock))).toEqual([])
})

test.each(['GPL-3.0-only', 'AGPL-3.0', 'MPL-2.0', 'SEE LICENSE IN LICENSE', 'UNLICENSED', 'MIT AND GPL-2.0'])(
  'a package under %s is refused by name',
  (license) => {
    const packages = listLicences({ 'node_modules/bad': { version: '1.0.0', license } })
    expect(findForbidden(packages)).toEqual([
      `bad 1.0.0 has the licence ${license}, which is not on the list`,
    ])
  },
)

test('a package that names no licence is refused', () => {
  expect(findForbidden(listLicences({ 'node_modules/bad': { version: '1.0.0' } }))).toHaveLength(1)
})

test('of several licences to choose from one is enough', () => {
  expect(isAllowed('(MIT OR EUPL-1.1+)')).toBe(true)
  expect(isAllowed('(GPL-2.0 OR AGPL-3.0)')).toBe(false)
})

test('the page of licences is up to date: ./dev release licences', () => {
  expect(readFileSync(LICENCES_PAGE, 'utf8')).toBe(licencesPage(listLicences(lock)))
})

test('each install script that may run, or may not, has its reason in docs/releasing.md', () => {
  const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> }
  const rows = readScriptRows(read('docs/releasing.md'))
  expect(Object.fromEntries(rows.map(({ name, runs }) => [name, runs]))).toEqual(allowScripts)
  expect(rows.filter(({ reason }) => reason.length < 20)).toEqual([])
})

test('no package that a machine of ours installs has an install script which nobody has decided about', () => {
  const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> }
  expect(findInstallScripts(lock).filter((name) => !(name in allowScripts))).toEqual([])
})
