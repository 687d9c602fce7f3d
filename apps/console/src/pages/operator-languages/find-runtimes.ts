import type { Runtime } from '../../api/types.ts'

/** Those in which every word is found, in the order of their names. */
export function findRuntimes(runtimes: readonly Runtime[], search: string): Runtime[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return runtimes
    .filter((runtime) => {
      const { id, language, name, version, aliases } = runtime
      const text = [id, language, name, version, ...aliases].join(' ').toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .toSorted(
      (a, b) =>
        a.name.localeCompare(b.name, 'en') || b.version.localeCompare(a.version, 'en', { numeric: true }),
    )
}
