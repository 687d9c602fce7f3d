import type { Runtime } from '@runhive/contracts/executor'

/**
 * The newest runtime that a language's name, alias or runtime id, and a version prefix, can mean; an alternative
 * implementation only when no other can. A prefix ends at a border: "3.1" is not 3.13.
 */
export function findRuntime(
  runtimes: readonly Runtime[],
  choice: { language: string; version?: string | undefined },
): Runtime | undefined {
  const name = choice.language.toLowerCase()
  return runtimes
    .filter((runtime) => goesBy(runtime, name))
    .filter((runtime) => choice.version === undefined || startsWithVersion(runtime.version, choice.version))
    .toSorted(
      (a, b) => Number(a.alternative) - Number(b.alternative) || versions.compare(b.version, a.version),
    )[0]
}

/** Whether any runtime of any version has that name. */
export function isKnownLanguage(runtimes: readonly Runtime[], language: string): boolean {
  return runtimes.some((runtime) => goesBy(runtime, language.toLowerCase()))
}

const goesBy = ({ id, language, aliases }: Runtime, name: string): boolean =>
  id.toLowerCase() === name ||
  language.toLowerCase() === name ||
  aliases.some((alias) => alias.toLowerCase() === name)

function startsWithVersion(version: string, prefix: string): boolean {
  return version.startsWith(prefix) && !/^[0-9A-Za-z]/.test(version.slice(prefix.length))
}

// Made once: `localeCompare` makes one for each comparison.
const versions = new Intl.Collator('en', { numeric: true })
