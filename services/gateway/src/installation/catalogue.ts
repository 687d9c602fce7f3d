import type { Client } from '@runhive/contracts/define'
import type { executor, Runtime } from '@runhive/contracts/executor'
import { didYouMean } from '@runhive/contracts/text/plain-words'
import { findRuntime, isKnownLanguage } from '../domain/runtime.ts'
import { badInput } from '../errors/gateway-error.ts'
import { type Cached, createCached } from './stale-while-revalidate.ts'

/** The runtimes that executors offer, as of some seconds ago. */
export interface Catalogue {
  /** All of them. Rejects with `UNAVAILABLE` when no executor has ever answered. */
  list(): Promise<readonly Runtime[]>
  /**
   * The runtime a request means. Refuses with `BAD_INPUT` what no executor offers, after a fresh look; `path` is where
   * in the request it stands.
   */
  resolve(choice: LanguageChoice, path?: readonly string[]): Promise<Runtime>
  /** The same, but undefined when there is none or no executor answers. */
  find(choice: LanguageChoice): Promise<Runtime | undefined>
}

interface LanguageChoice {
  readonly language: string
  readonly version?: string | undefined
}

const FRESH_MS = 10_000
/** A caller that requests unknown languages in a loop must not become a load on executors. */
const RECHECK_MS = 1_000

export function createCatalogue(client: Client<typeof executor>): Catalogue {
  const cached: Cached<readonly Runtime[]> = createCached({
    load: async () => (await client.catalogue({})).runtimes,
    freshMs: FRESH_MS,
    // At any age: executions may be accepted while every executor restarts, and run when one is back.
    usableMs: Number.POSITIVE_INFINITY,
  })
  let checkedAt = Number.NEGATIVE_INFINITY

  const recheck = async (): Promise<readonly Runtime[]> => {
    if (performance.now() - checkedAt < RECHECK_MS) return cached.get()
    checkedAt = performance.now()
    return cached.refresh().catch(() => cached.get())
  }

  return {
    list: () => cached.get(),
    find: async (choice) => findRuntime(await cached.get().catch(() => []), choice),
    async resolve(choice, path = []) {
      const known = findRuntime(await cached.get(), choice)
      if (known) return known
      const runtimes = await recheck()
      const found = findRuntime(runtimes, choice)
      if (!found) throw unknownRuntime(runtimes, choice, path)
      return found
    },
  }
}

/** All names of runtimes, languages first. */
function namesOf(runtimes: readonly Runtime[]): string[] {
  const names = [
    ...runtimes.map(({ language }) => language),
    ...runtimes.flatMap(({ aliases }) => aliases),
    ...runtimes.map(({ id }) => id),
  ]
  return [...new Set(names)]
}

/** `3`, `3.13` and `3.13.5` of `3.13.5`. */
function toPrefixes(version: string): string[] {
  const parts = version.split('.')
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'))
}

function unknownRuntime(runtimes: readonly Runtime[], choice: LanguageChoice, path: readonly string[]) {
  if (isKnownLanguage(runtimes, choice.language)) {
    const versions = runtimes
      .filter((runtime) => findRuntime([runtime], { language: choice.language }))
      .map((runtime) => runtime.version)
    return badInput([
      {
        code: 'unknown_version',
        path: [...path, 'version'],
        message: `must be a prefix of one of ${versions.join(', ')}${didYouMean(choice.version, versions.flatMap(toPrefixes))}`,
      },
    ])
  }
  const languages = [...new Set(runtimes.map((runtime) => runtime.language))].toSorted()
  return badInput([
    {
      code: 'unknown_language',
      path: [...path, 'language'],
      message: `must be one of ${languages.join(', ')}${didYouMean(choice.language, namesOf(runtimes))}`,
    },
  ])
}
