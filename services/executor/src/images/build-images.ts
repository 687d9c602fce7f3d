import type Docker from 'dockerode'
import { digestBase, openBase } from './base-image.ts'
import { type BringOptions, type BuiltImage, bringUpToDate } from './bring-up-to-date.ts'
import { toTar } from './build-context.ts'
import { IMAGE_LABELS } from './image-labels.ts'
import { measureVersions } from './measure-versions.ts'
import { BASE_IMAGE, digestRecipe, type Recipe, readRecipes, withParents } from './recipe.ts'
import { runBuild } from './run-build.ts'

export interface BuildRequest extends BringOptions {
  /** Short names; absent or empty: all. What they are made from is built too. */
  readonly names?: readonly string[]
  /** true: build even what is up to date, with packages of today. */
  readonly fresh?: boolean
}

/**
 * Brings the images up to date: what was made from the same inputs is left alone. Gives every image looked at,
 * parents first. Throws `Misused` for a name that is no image's, and `BuildFailed` at the first that cannot be made; those
 * before it stay.
 */
export async function buildImages(docker: Docker, request: BuildRequest): Promise<BuiltImage[]> {
  const all = await readRecipes()
  const recipes = withParents(all, request.names?.length ? request.names : all.map(({ image }) => image))
  const make = (onLine: (line: string) => void) => openBase(docker, onLine)
  const built = [await bringUpToDate(docker, { name: BASE_IMAGE, inputs: digestBase(), make }, request)]
  for (const recipe of recipes) {
    const parentIds = new Map(built.map(({ name, id }) => [name, id]))
    built.push(await buildRecipe(docker, { recipe, parentIds }, request))
  }
  return built
}

/** Brings one image up to date, whose parents are. */
export async function buildRecipe(
  docker: Docker,
  { recipe, parentIds }: { recipe: Recipe; parentIds: ReadonlyMap<string, string> },
  options: BringOptions,
): Promise<BuiltImage> {
  const { image, context, manifests, target } = recipe
  return bringUpToDate(
    docker,
    {
      name: image,
      inputs: await digestRecipe(recipe, parentIds),
      make: (onLine) =>
        runBuild(docker, toTar(context), {
          labels: { [IMAGE_LABELS.image]: image },
          fresh: options.fresh ?? false,
          onLine,
          ...(target !== undefined && { target }),
        }),
      // Images without runtimes may not even have a shell to ask with.
      ...(manifests.length > 0 && { measure: (id) => measureVersions(docker, id, manifests) }),
    },
    options,
  )
}
