import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { LANGUAGES_FOLDER } from '../../catalogue/load-catalogue.ts'
import { PROFILE } from '../../docker/seccomp.ts'
import { type Fingerprint, PARTS, readFingerprints } from './fingerprint.ts'
import { findUnproved, readProofs, recordProofs, toProofs } from './proofs.ts'

test('every image was proved as it is now', async () => {
  const unproved = findUnproved(await readProofs(), await readFingerprints())
  if (unproved !== undefined) expect.fail(unproved)
})

/** A folder for one test. */
async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'runhive-proofs-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** What differs between two readings: "mono image". */
function findDifferences(before: Map<string, Fingerprint>, after: Map<string, Fingerprint>): string[] {
  const parts = Object.keys(PARTS) as (keyof Fingerprint)[]
  return [...before].flatMap(([image, fingerprint]) =>
    parts.filter((part) => after.get(image)?.[part] !== fingerprint[part]).map((part) => `${image} ${part}`),
  )
}

test('fingerprints are the same in another clone, until one character of the seccomp profile changes', async () => {
  const folder = await openFolder()
  const [languages, profile] = [join(folder, 'languages'), join(folder, 'seccomp.json')]
  await cp(LANGUAGES_FOLDER, languages, { recursive: true })
  const text = await readFile(PROFILE, 'utf8')
  await writeFile(profile, text)
  const here = await readFingerprints()
  expect(findDifferences(here, await readFingerprints(languages, profile))).toEqual([])
  await writeFile(profile, `${text} `)
  const changed = findDifferences(here, await readFingerprints(languages, profile))
  expect(changed).toEqual([...here.keys()].map((image) => `${image} seccomp`))
})

const FILES = {
  'conformance.json': '[{ "name": "hello", "guarantee": "prints a line", "expect": {} }]',
  'parent/Dockerfile': 'FROM runhive/base\n',
  'one/Dockerfile': 'FROM runhive/parent\nCOPY rootfs/ /\n',
  'one/rootfs/usr/bin/x': 'x',
  'one/x-1.json': toManifest('x-1'),
  'one/x.conformance/hello/main.x': 'hello',
  'two/Dockerfile': 'FROM runhive/base\n',
  'two/x-2.json': toManifest('x-2'),
}

function toManifest(runtime: string): string {
  const measure = { command: ['true'], pattern: '(.*)' }
  const run = { command: ['true'] }
  return JSON.stringify({
    language: 'x',
    name: 'X',
    runtime,
    measure,
    file: 'main.x',
    extensions: ['.x'],
    run,
  })
}

test.each([
  ['one/Dockerfile', ['one image']],
  ['one/rootfs/usr/bin/x', ['one image']],
  ['parent/Dockerfile', ['one image']],
  ['two/x-2.json', ['two manifests']],
  // Programs prove their language in every image that has it.
  ['one/x.conformance/hello/main.x', ['one programs', 'two programs']],
] as const)('%s changes what is made from it or proved by it, and nothing else', async (name, expected) => {
  const folder = await openFolder()
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(FILES)) await write(path, text)
  const before = await readFingerprints(folder)
  await write(name, `${FILES[name]}\n`)
  expect(findDifferences(before, await readFingerprints(folder))).toEqual(expected)
})

const fingerprint: Fingerprint = {
  seccomp: '1',
  container: '1',
  init: '1',
  image: '1',
  manifests: '1',
  programs: '1',
}
const counts = { runtimes: 1, cases: 10, skipped: 0 }
const proof = { ...counts, fingerprint }

test('what is not proved is named with its reason and the command that proves it', () => {
  const now = new Map([
    ['core', fingerprint],
    ['mono', { ...fingerprint, seccomp: '2' }],
    ['web', fingerprint],
  ])
  const message = findUnproved({ core: proof, mono: proof }, now)
  expect(message).toContain('Changed since they were proved: mono, web.')
  expect(message).toContain('the seccomp profile; an image is new')
  expect(message).toContain('Run ./dev images mono web --check and commit')
  expect(findUnproved({}, now)).toContain('Run ./dev images --all --check and commit')
  expect(findUnproved({ core: proof }, new Map([['core', fingerprint]]))).toBeUndefined()
})

test('only an image of which every case passed, and which did not change meanwhile, is proved', () => {
  const before = new Map(['core', 'mono', 'web'].map((image) => [image, fingerprint]))
  const after = new Map([...before, ['web', { ...fingerprint, init: '2' }] as const])
  const checked = [
    { image: 'core', ...counts, conforms: true },
    { image: 'mono', ...counts, conforms: false },
    { image: 'web', ...counts, conforms: true },
  ]
  expect(toProofs(checked, before, after)).toEqual({ core: proof })
})

test('a check of one image leaves the proofs of the others, and forgets images that are gone', async () => {
  const path = join(await openFolder(), 'proved.json')
  await recordProofs({ gone: proof, web: proof }, new Set(['core', 'web', 'gone']), path)
  await recordProofs({ core: { ...proof, cases: 11 } }, new Set(['core', 'web']), path)
  expect(await readProofs(path)).toEqual({ core: { ...proof, cases: 11 }, web: proof })
})
