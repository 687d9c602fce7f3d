import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { type Catalogue, createCatalogue } from '../domain/languages/catalogue.ts'
import { ImageManifest, Manifest } from '../domain/languages/manifest.ts'

/** The catalogue's folder: one folder per image, one manifest per runtime. */
export const LANGUAGES_FOLDER = join(import.meta.dirname, '../../languages')

/** One image's folder, read. */
export interface ImageFolder {
  /** The folder's name, such as `core`. */
  readonly image: string
  readonly path: string
  readonly build: ImageManifest
  readonly manifests: readonly Manifest[]
}

/** What `image.json` is called, which is not a runtime's manifest. */
const IMAGE_MANIFEST = 'image.json'

/** Reads every image folder. Throws with the file's name when a manifest is not valid. */
export async function readImageFolders(folder = LANGUAGES_FOLDER): Promise<ImageFolder[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const images = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(images.sort().map((image) => readImageFolder(image, join(folder, image))))
}

/** Reads the whole catalogue, with claimed versions. Throws when a manifest is not valid or two collide. */
export async function loadCatalogue(folder = LANGUAGES_FOLDER): Promise<Catalogue> {
  return toCatalogue(await readImageFolders(folder))
}

export function toCatalogue(folders: readonly ImageFolder[]): Catalogue {
  return createCatalogue(
    folders.flatMap(({ image, manifests }) => manifests.map((manifest) => ({ image, manifest }))),
  )
}

/** Reads one image folder. Throws with the file's name when a manifest is not valid. */
export async function readImageFolder(image: string, path: string): Promise<ImageFolder> {
  const files = (await readdir(path)).filter((name) => name.endsWith('.json')).sort()
  const build = files.includes(IMAGE_MANIFEST)
    ? await readJson(join(path, IMAGE_MANIFEST), ImageManifest)
    : ImageManifest.parse({})
  const runtimes = files.filter((name) => name !== IMAGE_MANIFEST)
  return {
    image,
    path,
    build,
    manifests: await Promise.all(runtimes.map((name) => readJson(join(path, name), Manifest))),
  }
}

/** Reads and checks a JSON file. Throws an error that names the file and what is wrong in it. */
export async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const text = await readFile(path, 'utf8')
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)
    throw new Error(`${path} is not valid:\n${why}`, { cause })
  }
}
