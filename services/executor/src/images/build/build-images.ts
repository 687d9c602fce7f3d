import type Docker from 'dockerode'
import { IMAGE_LABELS, toReference } from '../../catalogue/image-identity.ts'
import { BASES, digestBase, isBase, openBase } from '../base/base-image.ts'
import { findDockerImage } from '../docker/find-image.ts'
import { runBuild } from '../docker/run-build.ts'
import { type BringOptions, type BuiltImage, bringUpToDate, type OnLine } from './bring-up-to-date.ts'
import { toTar } from './build-context.ts'
import { openLockedPackages } from './locked-packages.ts'
import { measureVersions } from './measure-versions.ts'
import { digestRecipe, type Recipe, readRecipes, withParents } from './recipe.ts'
import { type Selection, selectImages } from './select-images.ts'

export interface BuildRequest extends BringOptions, Selection {
  /** true: build even what is up to date, with packages of today. */
  readonly fresh?: boolean
}

/**
 * Brings the images up to date that are meant, and what they are made from: what was made from the same inputs is left
 * alone. Gives every image looked at, parents first. Throws `Misused` for a name that is nothing's, and `BuildFailed`
 * at the first that cannot be made; those before it stay.
 */
export async function buildImages(docker: Docker, request: BuildRequest): Promise<BuiltImage[]> {
  const all = await readRecipes()
  const unasked = !request.all && !request.names?.length
  const here = unasked ? await findHere(docker, all) : new Set<string>()
  const names = selectImages(all, { ...request, here })
  const recipes = withParents(all, names)
  const needed = new Set([...names, ...recipes.flatMap(({ parents }) => parents)])
  const built: BuiltImage[] = []
  for (const base of Object.keys(BASES).filter(isBase)) {
    if (!needed.has(base)) continue
    const make = (onLine: OnLine) => openBase(docker, base, onLine)
    built.push(await bringUpToDate(docker, { name: base, inputs: digestBase(base), make }, request))
  }
  for (const recipe of recipes) {
    const parentIds = new Map(built.map(({ name, id }) => [name, id]))
    built.push(await buildRecipe(docker, { recipe, parentIds }, request))
  }
  return built
}

async function findHere(docker: Docker, recipes: readonly Recipe[]): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    recipes.map(async ({ image }) => ((await findDockerImage(docker, toReference(image))) ? [image] : [])),
  )
  return new Set(found.flat())
}

/** Brings one image up to date, whose parents are. */
export async function buildRecipe(
  docker: Docker,
  { recipe, parentIds }: { recipe: Recipe; parentIds: ReadonlyMap<string, string> },
  options: BringOptions,
): Promise<BuiltImage> {
  const { image, manifests } = recipe
  return bringUpToDate(
    docker,
    {
      name: image,
      inputs: await digestRecipe(recipe, parentIds),
      make: (onLine) => make(docker, recipe, { fresh: options.fresh ?? false, onLine }),
      // Images without runtimes may not even have a shell to ask with.
      ...(manifests.length > 0 && { measure: (id) => measureVersions(docker, id, manifests) }),
    },
    options,
  )
}

async function make(
  docker: Docker,
  { image, context, locks, target }: Recipe,
  { fresh, onLine }: { fresh: boolean; onLine: OnLine },
): Promise<string> {
  await using opened = new AsyncDisposableStack()
  const entries = [...context]
  for (const lock of locks) entries.push(...opened.use(await openLockedPackages(lock, onLine)).entries)
  // Awaited: the packages must stay until all of them are sent.
  return await runBuild(docker, toTar(entries), {
    labels: { [IMAGE_LABELS.image]: image },
    fresh,
    onLine,
    ...(target !== undefined && { target }),
  })
}
