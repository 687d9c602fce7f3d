import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { expect, onTestFinished, test } from 'vitest'
import { openLockedFolder } from '../../../testing/locked-folder.ts'
import { IMAGE_LABELS, toReference } from '../../catalogue/image-identity.ts'
import { findInstalled } from '../../catalogue/installed.ts'
import {
  loadCatalogue,
  readImageFolder,
  readImageFolders,
  toCatalogue,
} from '../../catalogue/load-catalogue.ts'
import { findDockerImage } from '../docker/find-image.ts'
import type { BuildProgress } from './bring-up-to-date.ts'
import { buildImages, buildRecipe } from './build-images.ts'
import { type Recipe, readRecipe } from './recipe.ts'

const SECONDS = 1000
const docker = new Docker()

const MANIFEST = {
  language: 'test',
  name: 'Test',
  runtime: 'test-1',
  measure: { command: ['cat', '/version'], pattern: '(\\S+)' },
  file: 'main.sh',
  extensions: ['.sh'],
  run: { command: ['sh', '{file}'] },
}

/** An image of its own, the base and one file, whose files a test may change and build again. */
async function openImage(locks: Recipe['locks'] = []) {
  const image = `test-${randomUUID().slice(0, 8)}`
  const path = await mkdtemp(join(tmpdir(), 'runhive-image-'))
  const write = (name: string, text: string) => writeFile(join(path, name), text)
  onTestFinished(async () => {
    await rm(path, { recursive: true })
    const filters = { label: [`${IMAGE_LABELS.image}=${image}`] }
    for (const { Id } of await docker.listImages({ filters }))
      await docker.getImage(Id).remove({ force: true })
  })
  await write('Dockerfile', 'FROM runhive/base\nCOPY version /version\n')
  await write('version', '1.0.1\n')
  await write('test.json', JSON.stringify(MANIFEST))
  const progress: BuildProgress[] = []
  async function build() {
    const read = await readRecipe(await readImageFolder(image, path))
    const recipe = { ...read, locks }
    const base = await findDockerImage(docker, 'runhive/base')
    return buildRecipe(
      docker,
      { recipe, parentIds: new Map([['base', base?.id ?? '']]) },
      { onProgress: (own) => progress.push(own) },
    )
  }
  return { image, write, build, progress }
}

test('what is up to date is not built again', {
  timeout: 600 * SECONDS,
}, async () => {
  const first = await buildImages(docker, { onProgress: () => undefined })
  const second = await buildImages(docker, { onProgress: () => undefined })
  expect(second.map(({ name, built, id }) => [name, built, id])).toEqual(
    first.map(({ name, id }) => [name, false, id]),
  )
})

/** The id of each of the catalogue's images that the engine has. */
async function findIds(): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const image of (await loadCatalogue()).images) {
    const found = await findDockerImage(docker, toReference(image))
    if (found) ids.set(image, found.id)
  }
  return ids
}

test('the catalogue has an image id and a full, measured version for every runtime that is built by default', async () => {
  const ids = await findIds()
  const installed = await findInstalled((reference) => findDockerImage(docker, reference))
  expect(installed.imageIds).toEqual(ids)
  const byDefault = (await readImageFolders()).filter(({ build }) => build.default)
  expect(installed.catalogue.runtimes).toEqual(
    expect.arrayContaining(
      toCatalogue(byDefault).runtimes.map(({ runtime }) => expect.objectContaining({ runtime })),
    ),
  )
  for (const { runtime, version, image } of installed.catalogue.runtimes) {
    expect(version, runtime).toMatch(/^\d+\.\d+/)
    expect(ids.get(image)).toMatch(/^sha256:[0-9a-f]{64}$/)
  }
})

test('an image is built once, again when a file of it changes, and not when only a time does', async () => {
  const { build, write } = await openImage()
  const first = await build()
  await write('version', '1.0.1\n')
  const second = await build()
  await write('version', '1.0.2\n')
  const third = await build()
  expect([first, second, third].map(({ built }) => built)).toEqual([true, false, true])
  expect([first, second, third].map(({ versions }) => versions['test-1'])).toEqual([
    '1.0.1',
    '1.0.1',
    '1.0.2',
  ])
  expect(second.id).toBe(first.id)
})

test('the build it replaces is removed, and no image without a name is left', async () => {
  const { build, write, image } = await openImage()
  const { id: old } = await build()
  await write('version', '1.0.2\n')
  await build()
  expect(await findDockerImage(docker, old)).toBeUndefined()
  const filters = { dangling: ['true'], label: [`${IMAGE_LABELS.image}=${image}`] }
  expect(await docker.listImages({ filters })).toEqual([])
})

test('a step that fails says so with its last lines, and the image before it keeps the name', async () => {
  const { build, write, image } = await openImage()
  const { id } = await build()
  await write('Dockerfile', 'FROM runhive/base\nRUN echo about to fail && exit 3\n')
  await expect(build()).rejects.toMatchObject({
    name: 'BuildFailed',
    message: expect.stringContaining('code: 3'),
    lastLines: expect.arrayContaining(['about to fail']),
  })
  expect((await findDockerImage(docker, toReference(image)))?.id).toBe(id)
})

test('an image whose runtime is another version than it claims gets no name', async () => {
  const { build, write, image } = await openImage()
  await write('version', '2.0.0\n')
  await expect(build()).rejects.toThrow('test-1 has version 2.0.0')
  expect(await findDockerImage(docker, toReference(image))).toBeUndefined()
})

test('each step is told as it begins', async () => {
  const { build, progress } = await openImage()
  await build()
  const steps = progress.flatMap((own) => (own.kind === 'line' && own.step !== undefined ? [own.step] : []))
  expect(steps).toEqual(['1/3', '2/3', '3/3'])
  expect([progress[0]?.kind, progress.at(-1)?.kind]).toEqual(['started', 'finished'])
})

test('what npm installs for a lock is in the image, whole', async () => {
  await using opened = await openLockedFolder({ locked: true })
  const { folder } = opened
  const { build, write } = await openImage([{ folder, to: 'npm' }])
  await write(
    'Dockerfile',
    'FROM runhive/base\nCOPY npm /npm\nRUN sed -n s/.*1.0.0.*/1.0.0/p /npm/greeting/package.json > /version\n',
  )
  expect((await build()).versions['test-1']).toBe('1.0.0')
})
