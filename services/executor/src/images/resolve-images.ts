import type Docker from 'dockerode'
import { type Catalogue, type MeasuredVersions, withMeasuredVersions } from '../domain/catalogue.ts'
import { type Labels, readVersions } from './image-labels.ts'
import { loadCatalogue } from './load-catalogue.ts'
import { toReference } from './recipe.ts'

/** What the engine knows about an image. */
export interface FoundImage {
  /** `sha256:…`: what cells are created from, so that a rebuild cannot change them halfway. */
  readonly id: string
  readonly labels: Labels
}

/** Looks an image up by name; undefined when the engine has none. */
export type FindImage = (reference: string) => Promise<FoundImage | undefined>

/** The runtimes that are ready to run here, and the image id of each image that carries some. */
export interface Installed {
  readonly catalogue: Catalogue
  readonly imageIds: ReadonlyMap<string, string>
}

/** The part of the catalogue whose images are here, with measured versions. Images that nobody built are left out. */
export async function findInstalled(findImage: FindImage, folder?: string): Promise<Installed> {
  const catalogue = await loadCatalogue(folder)
  const imageIds = new Map<string, string>()
  const versions = new Map<string, MeasuredVersions>()
  for (const image of catalogue.images) {
    const found = await findImage(toReference(image))
    const measured = found && readVersions(found.labels)
    if (!measured) continue
    imageIds.set(image, found.id)
    versions.set(image, measured)
  }
  return { catalogue: withMeasuredVersions(catalogue, versions), imageIds }
}

/** The id of each of the catalogue's images that the engine has, by the image's short name. */
export async function resolveImages(docker: Docker, catalogue: Catalogue): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const image of catalogue.images) {
    const found = await findDockerImage(docker, toReference(image))
    if (found) ids.set(image, found.id)
  }
  return ids
}

/** {@link FindImage} over dockerode. */
export async function findDockerImage(docker: Docker, reference: string): Promise<FoundImage | undefined> {
  try {
    const { Id, Config } = await docker.getImage(reference).inspect()
    return { id: Id, labels: Config.Labels ?? {} }
  } catch (cause) {
    if (cause instanceof Error && 'statusCode' in cause && cause.statusCode === 404) return undefined
    throw cause
  }
}
