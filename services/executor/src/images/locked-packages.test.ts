import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readFolder, toTar } from './build-context.ts'
import { openLockedPackages } from './locked-packages.ts'

const TIMEOUT_MS = 60_000
const PACKAGE = { name: 'greeting', version: '1.0.0' }

/** A folder as an image has it, whose one package is an archive here: nothing is fetched from anywhere. */
async function openFolder({ locked }: { locked: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'runhive-lock-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const write = (name: string, value: object) => writeFile(join(folder, name), JSON.stringify(value))
  const source = await mkdtemp(join(tmpdir(), 'runhive-package-'))
  onTestFinished(() => rm(source, { recursive: true }))
  const script = join(source, 'ran')
  await writeFile(
    join(source, 'package.json'),
    JSON.stringify({ ...PACKAGE, scripts: { postinstall: `touch ${script}` } }),
  )
  const archive = join(folder, 'greeting.tgz')
  const files = (await readFolder(source, 'package')).filter(({ name }) => name !== 'package/ran')
  await writeFile(archive, toTar(files))
  const dependencies = { greeting: `file:${archive}` }
  await write('package.json', { name: 'own', version: '1.0.0', dependencies })
  await write('package-lock.json', {
    name: 'own',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'own', version: '1.0.0', dependencies: locked ? dependencies : {} },
      ...(locked && {
        'node_modules/greeting': { version: '1.0.0', resolved: `file:${archive}`, hasInstallScript: true },
      }),
    },
  })
  return { folder, script }
}

async function exists(path: string) {
  return access(path).then(
    () => true,
    () => false,
  )
}

test('the packages of the lock are in the context, none of their scripts ran, and they are gone afterwards', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { folder, script } = await openFolder({ locked: true })
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
  const { folder } = await openFolder({ locked: false })
  await expect(openLockedPackages({ folder, to: 'npm' }, () => undefined)).rejects.toMatchObject({
    name: 'BuildFailed',
    lastLines: expect.arrayContaining([expect.stringContaining('Missing: greeting')]),
  })
})
