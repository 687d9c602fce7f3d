import type { Client } from '@runhive/contracts/define'
import type { executor, Runtime } from '@runhive/contracts/executor'
import { didYouMean } from '@runhive/contracts/text/plain-words'
import { type Cached, createCached } from './cached.ts'
import { findRuntime, isKnownLanguage } from './domain/runtime.ts'
import { badInput } from './errors.ts'

/** The runtimes that executors offer, as of some seconds ago. */
export interface Catalogue {
  /** All of them. Rejects with `UNAVAILABLE` when no executor has ever answered. */
  list(): Promise<readonly Runtime[]>
  /**
   * The runtime a request means. Refuses with `BAD_INPUT` what no executor offers, after asking once more; `path` is where in the request
   * it is asked for.
   */
  resolve(asked: Asked, path?: readonly string[]): Promise<Runtime>
  /** The same, but undefined when there is none or nobody to ask. */
  find(asked: Asked): Promise<Runtime | undefined>
}

interface Asked {
  readonly language: string
  readonly version?: string | undefined
}

const FRESH_MS = 10_000
/** Someone who asks for unknown languages in a loop does not become a load on executors. */
const RECHECK_MS = 1_000

export function createCatalogue(client: Client<typeof executor>): Catalogue {
  const cached: Cached<readonly Runtime[]> = createCached({
    load: async () => (await client.catalogue({})).runtimes,
    freshMs: FRESH_MS,
    // However old: executions may be accepted while every executor restarts, and run when one is back.
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
    find: async (asked) => findRuntime(await cached.get().catch(() => []), asked),
    async resolve(asked, path = []) {
      const known = findRuntime(await cached.get(), asked)
      if (known) return known
      const runtimes = await recheck()
      const found = findRuntime(runtimes, asked)
      if (!found) throw unknownRuntime(runtimes, asked, path)
      return found
    },
  }
}

/** Whatever a runtime goes by, languages first. */
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

function unknownRuntime(runtimes: readonly Runtime[], asked: Asked, path: readonly string[]) {
  if (isKnownLanguage(runtimes, asked.language)) {
    const versions = runtimes
      .filter((runtime) => findRuntime([runtime], { language: asked.language }))
      .map((runtime) => runtime.version)
    return badInput([
      {
        code: 'unknown_version',
        path: [...path, 'version'],
        message: `must be a prefix of one of ${versions.join(', ')}${didYouMean(asked.version, versions.flatMap(toPrefixes))}`,
      },
    ])
  }
  const languages = [...new Set(runtimes.map((runtime) => runtime.language))].toSorted()
  return badInput([
    {
      code: 'unknown_language',
      path: [...path, 'language'],
      message: `must be one of ${languages.join(', ')}${didYouMean(asked.language, namesOf(runtimes))}`,
    },
  ])
}
