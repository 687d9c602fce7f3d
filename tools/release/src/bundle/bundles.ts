import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import { type Bundle, bundlePart } from './bundle.ts'
import { describePart, entryFile, isPart, PARTS, type PartName } from './parts.ts'

/** Where bundles are made. Git-ignored. */
export const DIST = join(repositoryRoot, 'dist')

export interface NamedBundle extends Bundle {
  readonly name: PartName
}

/**
 * Makes the bundles of the named parts, of all when there are no names, in `to/<part>`. Throws at a name it does not
 * know.
 */
export async function bundles(
  options: { names?: ReadonlyArray<string>; root?: string; to?: string } = {},
): Promise<NamedBundle[]> {
  const { names = [], root = repositoryRoot, to = DIST } = options
  const unknown = names.find((name) => !isPart(name))
  if (unknown !== undefined) {
    throw new Error(`unknown part "${unknown}": use one of ${PARTS.join(', ')}`)
  }
  const wanted = PARTS.filter((name) => (names.length === 0 ? hasSource(root, name) : names.includes(name)))
  return Promise.all(
    wanted.map(async (name) => {
      const options = { root, to: join(to, name), sourcemap: true }
      return { name, ...(await bundlePart(describePart(name), options)) }
    }),
  )
}

function hasSource(root: string, name: PartName): boolean {
  const part = describePart(name)
  return existsSync(entryFile(root, part, part.entries.main ?? ''))
}
