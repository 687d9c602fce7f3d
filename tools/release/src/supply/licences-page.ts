import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import { EXCEPTIONS, type Licensed } from './licences.ts'

export const LICENCES_PAGE = join(repositoryRoot, 'docs/licences.md')

const HEAD = `# Licences

Every npm package of \`package-lock.json\`, those for development and for other platforms too. Written by \`./dev release licences\`; a test
fails when it is not up to date, and when a package has a licence that is not on the list of
\`tools/release/src/supply/licences.ts\`. Each image holds the texts of what is in it, as \`/app/licences.txt\`.
`

/** The page as it must be for these packages. */
export function licencesPage(packages: ReadonlyArray<Licensed>): string {
  const byLicence = Map.groupBy(packages, ({ licence }) => licence)
  const sections = [...byLicence]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([licence, own]) => {
      const names = own.map(({ name, version }) => `${name} ${version}`).join(', ')
      return `## ${licence} (${own.length})\n\n${names}\n`
    })
  const rows = EXCEPTIONS.map(({ name, licence, reason }) => `| ${plain(name)} | ${licence} | ${reason} |`)
  const exceptions = `## Exceptions\n\n| packages | licence | why |\n| --- | --- | --- |\n${rows.join('\n')}\n`
  return [HEAD, exceptions, ...sections].join('\n')
}

/** A pattern as people write names: `lightningcss…`, `ssh2, cpu-features, buildcheck`. */
function plain(pattern: RegExp): string {
  return pattern.source
    .replace(/\(-\|\$\)/, '…')
    .replace(/[\^$()]/g, '')
    .replaceAll('|', ', ')
}
