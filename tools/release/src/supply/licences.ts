import { type Lock, packageName } from './lock.ts'

/** Licences that ask for no more than their own text to be passed on. */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
])

interface Exception {
  readonly name: RegExp
  readonly licence: string
  readonly reason: string
}

/** What is used although its licence is not on the list, or its package.json does not say it in the usual place. */
export const EXCEPTIONS: ReadonlyArray<Exception> = [
  {
    name: /^lightningcss(-|$)/,
    licence: 'MPL-2.0',
    reason: 'Vite and Vitest use it at build time; nothing of it is in their output, and it is not modified',
  },
  {
    name: /^axe-core$/,
    licence: 'MPL-2.0',
    reason: 'tests load it into a page to check accessibility; it is in no image, and not modified',
  },
  {
    name: /^(ssh2|cpu-features|buildcheck)$/,
    licence: 'MIT',
    reason: 'declared in `licenses`, the older field of package.json, which a lock file does not copy',
  },
]

export interface Licensed {
  readonly name: string
  readonly version: string
  readonly licence: string
}

/** Every npm package of the lock file, once per version, with its licence. */
export function listLicences(lock: Lock): Licensed[] {
  const found = new Map<string, Licensed>()
  for (const [path, { version = '', license, link }] of Object.entries(lock)) {
    const name = packageName(path)
    if (name === undefined || link) continue
    const licence = license ?? exceptionOf(name)?.licence ?? 'unknown'
    found.set(`${name}@${version}`, { name, version, licence })
  }
  return [...found.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

function exceptionOf(name: string): Exception | undefined {
  return EXCEPTIONS.find((exception) => exception.name.test(name))
}

/** Packages that may not be used as they are: an unknown licence, or one that asks for more. */
export function findForbidden(packages: ReadonlyArray<Licensed>): string[] {
  return packages
    .filter(({ name, licence }) => !isAllowed(licence) && exceptionOf(name)?.licence !== licence)
    .map(
      ({ name, version, licence }) =>
        `${name} ${version} has the licence ${licence}, which is not on the list`,
    )
}

/** Of `A OR B` one is enough, of `A AND B` all are needed. */
export function isAllowed(licence: string): boolean {
  const words = licence.replace(/[()]/g, '').trim()
  if (words.includes(' OR ')) return words.split(' OR ').some(isAllowed)
  if (words.includes(' AND ')) return words.split(' AND ').every(isAllowed)
  return ALLOWED.has(words)
}
