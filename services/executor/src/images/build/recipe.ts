import { createHash } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ImageFolder, readImageFolders } from '../../catalogue/load-catalogue.ts'
import type { ImageManifest, Manifest } from '../../domain/languages/manifest.ts'
import { isBase } from '../base/base-image.ts'
import { Misused } from './arguments.ts'
import { type ContextEntry, digestEntries, readEntry, readFolder } from './build-context.ts'
import type { LockedPackages } from './locked-packages.ts'

/** How one image is made. */
export interface Recipe {
  /** Without the prefix: `core` is the image `runhive/core`. */
  readonly image: string
  /** Our other images it is made from. */
  readonly parents: readonly string[]
  readonly context: readonly ContextEntry[]
  /** What npm adds to the context when the image is made; their lock files are in `context`. */
  readonly locks: readonly LockedPackages[]
  /** false: made only when asked for, or when one is made from it. */
  readonly byDefault: boolean
  /** The stage of the Dockerfile that has the image's name: stages after it are for tests. */
  readonly target?: string
  /** Runtimes whose version is measured in it. */
  readonly manifests: readonly Manifest[]
}

/** The image that neither a base nor a language folder describes. */
export const CELL_INIT_IMAGE = 'cell-init'

const CELL_FOLDER = join(import.meta.dirname, '../../../cell')

/** Every image built from a Dockerfile, each after the images it is made from. */
export async function readRecipes(): Promise<Recipe[]> {
  const folders = await readImageFolders()
  const recipes = await Promise.all([readCellRecipe(), ...folders.map(readRecipe)])
  return inOrder(recipes)
}

/** The recipes asked for and all they are made from. Throws {@link Misused} when a name is none of ours. */
export function withParents(recipes: readonly Recipe[], names: readonly string[]): Recipe[] {
  const wanted = new Set<string>(names)
  for (const name of wanted) {
    const recipe = recipes.find(({ image }) => image === name)
    if (!recipe && !isBase(name)) {
      throw new Misused(`unknown image "${name}"; available: ${recipes.map(({ image }) => image).join(', ')}`)
    }
    // A set that grows while it is walked is walked to its new end.
    for (const parent of recipe?.parents ?? []) wanted.add(parent)
  }
  return recipes.filter(({ image }) => wanted.has(image))
}

/** A digest of everything that decides what the image will be, the images it is made from included. */
export async function digestRecipe(recipe: Recipe, parentIds: ReadonlyMap<string, string>): Promise<string> {
  const parts = [
    'recipe 1',
    process.arch,
    await digestEntries(recipe.context),
    ...recipe.parents.map((parent) => `${parent} ${parentIds.get(parent)}`),
    ...recipe.manifests.map(({ runtime, measure }) => JSON.stringify([runtime, measure])),
  ]
  return createHash('sha256').update(parts.join('\n')).digest('hex')
}

/** Names of our images that a Dockerfile is made from, wherever it names them. */
export function findParents(dockerfile: string): string[] {
  const instructions = dockerfile.replace(/^\s*#.*$/gm, '')
  const names = [...instructions.matchAll(/(?<![\w/.-])runhive\/([a-z0-9][a-z0-9-]*)(?![\w/])/g)]
  return [...new Set(names.map(([, name = '']) => name))].sort()
}

/** Each recipe after its parents. Throws when images are made from each other. */
export function inOrder(recipes: readonly Recipe[]): Recipe[] {
  const ordered: Recipe[] = []
  const left = new Set(recipes)
  while (left.size > 0) {
    const waiting = new Set([...left].map(({ image }) => image))
    const ready = [...left].filter(({ parents }) => !parents.some((parent) => waiting.has(parent)))
    if (ready.length === 0) throw new Error(`these images depend on each other: ${[...waiting].join(', ')}`)
    for (const recipe of ready) left.delete(recipe)
    ordered.push(...ready)
  }
  return ordered
}

/** What cell init is made from. The seccomp profile, the probes and the fuzzer are beside it and not in it. */
export function readCellFiles(): Promise<ContextEntry[]> {
  return readFolder(CELL_FOLDER, '', (name) => name !== 'Dockerfile' && !/\.[ch]$/.test(name))
}

async function readCellRecipe(): Promise<Recipe> {
  const context = await readCellFiles()
  return {
    image: CELL_INIT_IMAGE,
    manifests: [],
    context,
    locks: [],
    byDefault: true,
    ...(await readDockerfile(CELL_INIT_IMAGE, context)),
  }
}

/** Manifests and conformance programs are not part of the image: changing them rebuilds nothing. */
export function readOwnFiles(folder: string): Promise<ContextEntry[]> {
  return readFolder(folder, '', (name) => name.endsWith('.json') || name.endsWith('.conformance'))
}

/** How the image of a folder is made. Throws when it has no Dockerfile, or when a package it takes is not installed. */
export async function readRecipe({ image, path, build, manifests }: ImageFolder): Promise<Recipe> {
  const own = await readOwnFiles(path)
  const extra = await Promise.all(build.context.map(readExtra))
  const context = [...own, ...extra.flat()]
  const locks = build.context.flatMap((source) =>
    'lock' in source ? [{ folder: join(path, source.lock), to: source.to }] : [],
  )
  return {
    image,
    manifests,
    context,
    locks,
    byDefault: build.default,
    ...(await readDockerfile(image, context)),
  }
}

/** What the Dockerfile alone tells. Throws when there is none. */
async function readDockerfile(
  image: string,
  context: readonly ContextEntry[],
): Promise<Pick<Recipe, 'parents' | 'target'>> {
  const dockerfile = context.find(({ name }) => name === 'Dockerfile')
  if (!dockerfile) throw new Error(`the folder of image "${image}" has no Dockerfile`)
  const text = await readFile(dockerfile.path, 'utf8')
  const hasOwnStage = new RegExp(`^FROM .* AS ${image}\\s*$`, 'im').test(text)
  return { parents: findParents(text), ...(hasOwnStage && { target: image }) }
}

/** What is here already. What npm has yet to install is fetched when the image is made. */
async function readExtra(source: ImageManifest['context'][number]): Promise<ContextEntry[]> {
  if ('lock' in source) return []
  if ('node' in source) return readEntry(process.execPath, source.to)
  const name = source.npm.replace('{platform}', `linux-${process.arch}`)
  return readFolder(join(await findPackage(name), source.path), source.to)
}

/** The folder of an installed npm package, looked for as Node.js would; its `exports` do not matter. */
async function findPackage(name: string): Promise<string> {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name)
    const exists = await access(found).then(
      () => true,
      () => false,
    )
    if (exists) return found
    if (dirname(folder) === folder)
      throw new Error(`the npm package ${name} is not installed; run npm install`)
  }
}
