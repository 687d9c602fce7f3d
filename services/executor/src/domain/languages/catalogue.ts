import { type Manifest, toSeries } from './manifest.ts'

/** One runtime of the catalogue: its manifest and where it lives. */
export interface CatalogueRuntime extends Manifest {
  /** The image that carries it, such as `core`. */
  readonly image: string
  /** The full version measured in the image; the claimed series until an image has been measured. */
  readonly version: string
}

/** All runtimes, by language, the one that a language's plain name means first. */
export interface Catalogue {
  readonly runtimes: readonly CatalogueRuntime[]
  /** Names of the images that carry them. */
  readonly images: readonly string[]
}

/** Versions measured in an image, by runtime id. */
export type MeasuredVersions = Readonly<Record<string, string>>

/** Builds the catalogue. Throws when two runtimes share an id, or two languages a name. */
export function createCatalogue(entries: readonly { image: string; manifest: Manifest }[]): Catalogue {
  const runtimes = entries
    .map(({ image, manifest }) => ({ ...manifest, image, version: toSeries(manifest.runtime) }))
    .sort(byLanguageUsualFirst)
  assertNoNameIsShared(runtimes)
  return { runtimes, images: [...new Set(entries.map(({ image }) => image))].sort() }
}

/** The same catalogue with the versions that were measured; only runtimes whose image was measured remain. */
export function withMeasuredVersions(
  catalogue: Catalogue,
  measured: ReadonlyMap<string, MeasuredVersions>,
): Catalogue {
  const runtimes = catalogue.runtimes.flatMap((runtime) => {
    const version = measured.get(runtime.image)?.[runtime.runtime]
    return version === undefined ? [] : [{ ...runtime, version }]
  })
  return {
    runtimes: runtimes.sort(byLanguageUsualFirst),
    images: catalogue.images.filter((name) => measured.has(name)),
  }
}

/**
 * The runtime a caller means. `language` is a language, an alias or a runtime id, in any case; `version` is a prefix
 * by whole components ("3" or "3.13", not "3.1") and picks the newest match, an alternative implementation only when
 * nothing else matches. undefined: there is none.
 */
export function findRuntime(
  catalogue: Catalogue,
  wanted: { language: string; version?: string | undefined },
): CatalogueRuntime | undefined {
  const name = wanted.language.toLowerCase()
  return catalogue.runtimes.find(
    (runtime) =>
      (runtime.runtime === name || runtime.language === name || runtime.aliases.includes(name)) &&
      (wanted.version === undefined || hasVersionPrefix(runtime.version, wanted.version)),
  )
}

/** Whether `prefix` is the beginning of `version`, up to the end of one of its components. */
export function hasVersionPrefix(version: string, prefix: string): boolean {
  return (
    version === prefix || (version.startsWith(prefix) && /^[^0-9A-Za-z]/.test(version.slice(prefix.length)))
  )
}

function byLanguageUsualFirst(a: CatalogueRuntime, b: CatalogueRuntime): number {
  if (a.language !== b.language) return a.language < b.language ? -1 : 1
  if (a.alternative !== b.alternative) return a.alternative ? 1 : -1
  return b.version.localeCompare(a.version, 'en', { numeric: true })
}

function assertNoNameIsShared(runtimes: readonly CatalogueRuntime[]): void {
  const owners = new Map<string, string>()
  const claim = (name: string, owner: string) => {
    const other = owners.get(name)
    if (other !== undefined && other !== owner)
      throw new Error(`"${name}" is claimed by ${other} and by ${owner}`)
    owners.set(name, owner)
  }
  for (const runtime of runtimes) {
    if (owners.has(runtime.runtime)) throw new Error(`two manifests describe ${runtime.runtime}`)
    claim(runtime.runtime, `runtime ${runtime.runtime}`)
    for (const name of [runtime.language, ...runtime.aliases]) claim(name, `language ${runtime.language}`)
  }
}
