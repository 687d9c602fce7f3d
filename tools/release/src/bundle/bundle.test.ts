import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import { afterAll, expect, test } from 'vitest'
import { bundlePart } from './bundle.ts'
import { bundles } from './bundles.ts'
import { rebase } from './own-folder.ts'
import { describePart, filesRead, PARTS } from './parts.ts'

const work = mkdtempSync(join(tmpdir(), 'runhive-bundle-test-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

test('a file keeps its own folder in a bundle', () => {
  expect(rebase("join(import.meta.dirname, '../../cell')", 'src/docker')).toBe(
    'join((import.meta.dirname + "/src/docker"), \'../../cell\')',
  )
})

test('every program of every service is bundled, and what it reads is beside it', async () => {
  const made = await bundles({ to: work, names: ['auth', 'executor'] })
  const [auth, executor] = made.map(({ folder }) => readdirSync(folder, { recursive: true }).map(String))
  const programs = ['main', 'migrate', 'provision', 'create-key', 'make-operator', 'health']
  expect(auth).toEqual(expect.arrayContaining(programs.map((name) => `${name}.mjs`)))
  expect(executor).toEqual(
    expect.arrayContaining(['main.mjs', 'cell/seccomp.json', 'languages/core/python.json']),
  )
  // The engine has the images; what they are built from is of no use here.
  expect(executor?.filter((file) => /Dockerfile|\.c$|conformance/.test(file))).toEqual([])
})

test('every part’s programs exist, and every pattern of what it reads finds something', () => {
  for (const name of PARTS) {
    const part = describePart(name)
    expect(part.reads.length === 0 || filesRead(repositoryRoot, part).length > 0, name).toBe(true)
  }
})

test('source that finds files beside itself, where a bundle has none, is an error that names it', async () => {
  const root = join(work, 'repository')
  mkdirSync(join(root, 'services/auth/src'), { recursive: true })
  mkdirSync(join(root, 'libs/x'), { recursive: true })
  writeFileSync(
    join(root, 'services/auth/src/main.ts'),
    "import { here } from '../../../libs/x/here.ts'\nconsole.log(here)\n",
  )
  writeFileSync(join(root, 'libs/x/here.ts'), 'export const here = import.meta.dirname\n')
  const bundle = bundlePart(describePart('auth'), { root, to: join(work, 'none'), quiet: true })
  await expect(bundle).rejects.toThrow('libs/x/here.ts finds files by where it is')
})

test('a part that nobody knows is refused, with those that there are', async () => {
  await expect(bundles({ to: work, names: ['gatway'] })).rejects.toThrow(
    'unknown part "gatway": use one of auth, history',
  )
})

test('a bundle imports nothing that is not in it but Node.js itself', async () => {
  await bundles({ to: work, names: ['contact'] })
  const text = readFileSync(join(work, 'contact/main.mjs'), 'utf8')
  const imported = [...text.matchAll(/^import .* from "([^"]+)";$/gm)].map((match) => match[1] ?? '')
  expect(imported.length).toBeGreaterThan(3)
  const { builtinModules } = await import('node:module')
  const foreign = imported.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
  expect(foreign).toEqual([])
})
