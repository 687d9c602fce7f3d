import { type Catalogue, type MeasuredVersions, withMeasuredVersions } from '../domain/languages/catalogue.ts'
import { type Labels, readVersions, toReference } from './image-identity.ts'
import { loadCatalogue } from './load-catalogue.ts'

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
