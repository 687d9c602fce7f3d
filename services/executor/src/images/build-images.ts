import type Docker from 'dockerode'
import type { MeasuredVersions } from '../domain/catalogue.ts'
import { digestBase, openBase } from './base-image.ts'
import { toTar } from './build-context.ts'
import { buildFrom } from './build-from.ts'
import { IMAGE_LABELS, readVersions } from './image-labels.ts'
import { measureVersions } from './measure-versions.ts'
import { BASE_IMAGE, digestRecipe, type Recipe, readRecipes, toReference, withParents } from './recipe.ts'
import { removeSuperseded } from './remove-superseded.ts'
import { findDockerImage } from './resolve-images.ts'
import { BuildFailed, runBuild } from './run-build.ts'

/** What happens to one image. `step` names a step of its Dockerfile ("4/18") on the line that begins it. */
export type BuildProgress =
  | { readonly kind: 'started'; readonly image: string; readonly why: 'missing' | 'out of date' | 'asked to' }
  | {
      readonly kind: 'line'
      readonly image: string
      readonly line: string
      readonly step: string | undefined
    }
  | { readonly kind: 'finished'; readonly image: BuiltImage }

export interface BuiltImage {
  /** The short name: `core`. */
  readonly name: string
  readonly id: string
  readonly bytes: number
  /** false: it was up to date and nothing was done. */
  readonly built: boolean
  readonly ms: number
  /** Full versions of the runtimes in it, by runtime id. */
  readonly versions: MeasuredVersions
}

export interface BuildRequest {
  /** Short names; absent or empty: all. What they are made from is built too. */
  readonly names?: readonly string[]
  /** true: build even what is up to date, with packages of today. */
  readonly fresh?: boolean
  readonly onProgress: (progress: BuildProgress) => void
}

/**
 * Brings the images up to date: what was made from the same inputs is left alone. Gives every image looked at,
 * parents first. Throws {@link BuildFailed} at the first that cannot be made; those before it stay.
 */
export async function buildImages(docker: Docker, request: BuildRequest): Promise<BuiltImage[]> {
  const all = await readRecipes()
  const recipes = withParents(all, request.names?.length ? request.names : all.map(({ image }) => image))
  const ids = new Map<string, string>()
  const built: BuiltImage[] = []
  const bring = async (target: Target) => {
    const image = await bringUpToDate(docker, target, request)
    ids.set(image.name, image.id)
    built.push(image)
  }
  await bring({ name: BASE_IMAGE, inputs: digestBase(), make: (onLine) => openBase(docker, onLine) })
  for (const recipe of recipes) {
    await bring({
      name: recipe.image,
      inputs: await digestRecipe(recipe, ids),
      make: (onLine) => makeFromRecipe(docker, recipe, { fresh: request.fresh ?? false, onLine }),
      // Images without runtimes may not even have a shell to ask with.
      ...(recipe.manifests.length > 0 && { measure: (id) => measureVersions(docker, id, recipe.manifests) }),
    })
  }
  return built
}

type OnLine = (line: string, step?: string) => void

interface Target {
  readonly name: string
  readonly inputs: string
  readonly make: (onLine: OnLine) => Promise<string>
  readonly measure?: (id: string) => Promise<MeasuredVersions>
}

async function bringUpToDate(docker: Docker, target: Target, request: BuildRequest): Promise<BuiltImage> {
  const start = performance.now()
  const found = await findDockerImage(docker, toReference(target.name))
  const upToDate = found?.labels[IMAGE_LABELS.inputs] === target.inputs
  const make = !found ? 'missing' : !upToDate ? 'out of date' : request.fresh ? 'asked to' : undefined
  if (make) {
    request.onProgress({ kind: 'started', image: target.name, why: make })
    const onLine: OnLine = (line, step) =>
      request.onProgress({ kind: 'line', image: target.name, line, step })
    await makeAndName(docker, target, onLine)
    await removeSuperseded(docker, target.name)
  }
  const { Id, Size, Config } = await docker.getImage(toReference(target.name)).inspect()
  const image = {
    name: target.name,
    id: Id,
    bytes: Size,
    built: make !== undefined,
    ms: performance.now() - start,
    versions: readVersions(Config.Labels ?? {}) ?? {},
  }
  request.onProgress({ kind: 'finished', image })
  return image
}

/** The name moves to the new image only when everything about it is known to be right. */
async function makeAndName(docker: Docker, target: Target, onLine: OnLine): Promise<void> {
  try {
    const id = await target.make(onLine)
    const versions = await target.measure?.(id)
    await buildFrom(docker, id, {
      tag: toReference(target.name),
      labels: {
        [IMAGE_LABELS.image]: target.name,
        [IMAGE_LABELS.inputs]: target.inputs,
        ...(versions && { [IMAGE_LABELS.versions]: JSON.stringify(versions) }),
      },
    })
  } catch (cause) {
    if (!(cause instanceof BuildFailed)) throw new Error(`while making image ${target.name}`, { cause })
    throw new BuildFailed(`image ${target.name}: ${cause.message}`, cause.lastLines)
  }
}

async function makeFromRecipe(
  docker: Docker,
  recipe: Recipe,
  { fresh, onLine }: { fresh: boolean; onLine: OnLine },
): Promise<string> {
  return runBuild(docker, toTar(recipe.context), {
    labels: { [IMAGE_LABELS.image]: recipe.image },
    fresh,
    onLine,
    ...(recipe.target !== undefined && { target: recipe.target }),
  })
}
