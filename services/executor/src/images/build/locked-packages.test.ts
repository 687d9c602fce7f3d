import { access } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { expect, test } from 'vitest'
import { openLockedFolder } from '../../../testing/locked-folder.ts'
import { openLockedPackages } from './locked-packages.ts'

const TIMEOUT_MS = 60_000

async function exists(path: string) {
  return access(path).then(
    () => true,
    () => false,
  )
}

test('the packages of the lock are in the context, none of their scripts ran, and they are gone afterwards', {
  timeout: TIMEOUT_MS,
}, async () => {
  await using opened = await openLockedFolder({ locked: true })
  const { folder, script } = opened
  const installed = await openLockedPackages({ folder, to: 'npm/node_modules' }, () => undefined)
  const [entry] = installed.entries.filter(({ name }) => name === 'npm/node_modules/greeting/package.json')
  expect(entry && basename(dirname(entry.path))).toBe('greeting')
  expect(await exists(script)).toBe(false)
  await installed[Symbol.asyncDispose]()
  expect(await exists(entry?.path ?? '')).toBe(false)
})

test('a package that the lock does not name is refused, with what npm said', {
  timeout: TIMEOUT_MS,
}, async () => {
  await using opened = await openLockedFolder({ locked: false })
  const { folder } = opened
  await expect(openLockedPackages({ folder, to: 'npm' }, () => undefined)).rejects.toMatchObject({
    name: 'BuildFailed',
    lastLines: expect.arrayContaining([expect.stringContaining('Missing: greeting')]),
  })
})
