import { BASES, isBase } from '../base/base-image.ts'
import { Misused } from './arguments.ts'
import type { Recipe } from './recipe.ts'

/** What somebody wants built: words, everything, or with neither what is built by default. */
export interface Selection {
  readonly names?: readonly string[]
  readonly all?: boolean
}

interface Situation extends Selection {
  /** Images that the engine has. */
  readonly here?: ReadonlySet<string>
}

type Known = Pick<Recipe, 'image' | 'manifests' | 'byDefault'>

/**
 * The images that are meant, by their short names. A word is an image's name, else a language, an alias or a runtime
 * id, and then every image that holds one. Without a word it is what is built by default and what is here already,
 * because an executor offers that, and its cells must speak as this executor does. Throws {@link Misused} for a word
 * that is none of these.
 */
export function selectImages(
  recipes: readonly Known[],
  { names = [], all = false, here = new Set() }: Situation,
): string[] {
  if (names.length > 0) return [...new Set(names.flatMap((name) => toImages(recipes, name.toLowerCase())))]
  return recipes
    .filter(({ image, byDefault }) => all || byDefault || here.has(image))
    .map(({ image }) => image)
}

function toImages(recipes: readonly Known[], word: string): string[] {
  if (isBase(word) || recipes.some(({ image }) => image === word)) return [word]
  const holding = recipes.filter(({ manifests }) =>
    manifests.some(
      ({ runtime, language, aliases }) => runtime === word || language === word || aliases.includes(word),
    ),
  )
  if (holding.length > 0) return holding.map(({ image }) => image)
  const images = [...Object.keys(BASES), ...recipes.map(({ image }) => image)].sort()
  throw new Misused(
    `"${word}" is neither an image nor a language; the images are ${images.join(', ')}, the languages are in docs/languages.md`,
  )
}
