import type { Runtime } from '../../api/types.ts'

/** The runtimes that match every word, sorted by name. */
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
