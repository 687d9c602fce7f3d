import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repositoryRoot } from './repository.ts'

/** What keeps documents and boundaries honest. Each function gives the complaints, one sentence each; none is good. */

/** Folders a path in a document may start with; anything else in backticks is no path of ours. */
const TOP_LEVEL = ['services', 'libs', 'tools', 'docs', 'deploy', 'apps', '.ci']
/** Made by programs, so not there in a fresh clone. */
const GENERATED = ['node_modules', '.tools', '.runhive', 'dist']

/** Every path in backticks in the repository's documents that does not exist. */
export function findDeadPaths(root = repositoryRoot): string[] {
  return documents(root).flatMap((document) => {
    const folder = dirname(join(root, document))
    // Outside of a package, `src/main.ts` speaks of services in general.
    const near = existsSync(join(folder, 'package.json')) && folder !== root ? [folder] : packageFolders(root)
    return pathsIn(readFileSync(join(root, document), 'utf8'))
      .filter((path) => ![root, folder, ...(isLocal(path) ? near : [])].some((base) => existsIn(base, path)))
      .map((path) => `${document} names \`${path}\`, which does not exist`)
  })
}

function packageFolders(root: string): string[] {
  return globSync('{services,libs}/*', { cwd: root }).map((folder) => join(root, folder))
}

/**
 * Paths in backticks: of the repository (`libs/mesh`), or beside the document (`src/main.ts`). May hold `*` and
 * `{a,b}`.
 */
export function pathsIn(markdown: string): string[] {
  const spans = [...markdown.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`\s]+)`/g)].map(
    (span) => span[1] ?? '',
  )
  return spans.filter((span) => {
    if (!/^[\w.@{}*,-]+(\/[\w.@{}*,-]+)*\/?$/.test(span) || !span.includes('/')) return false
    const [first = ''] = span.split('/')
    return TOP_LEVEL.includes(first) || isLocal(span)
  })
}

function isLocal(path: string): boolean {
  return /^(src|migrations|languages|cell|decisions)\//.test(path)
}

function existsIn(folder: string, path: string): boolean {
  return existsSync(join(folder, path)) || globSync(path.replace(/\/$/, ''), { cwd: folder }).length > 0
}

function documents(root: string): string[] {
  return globSync('**/*.md', {
    cwd: root,
    exclude: (path) => GENERATED.some((name) => path.split('/').includes(name)),
  })
}

/** Packages that list a dependency which only one package may have. */
export function findMisplacedDependencies(root = repositoryRoot): string[] {
  const owners: ReadonlyArray<readonly [RegExp, string]> = [
    [/^dockerode$/, 'services/executor'],
    [/^@nats-io\//, 'libs/mesh'],
  ]
  return globSync('{libs,services,tools,apps}/*/package.json', { cwd: root }).flatMap((file) => {
    const names = dependenciesOf(readFileSync(join(root, file), 'utf8'))
    return owners.flatMap(([pattern, owner]) =>
      dirname(file) === owner
        ? []
        : names
            .filter((name) => pattern.test(name))
            .map((name) => `${file} lists ${name}, which is only for ${owner}`),
    )
  })
}

function dependenciesOf(manifest: string): string[] {
  const parsed = JSON.parse(manifest) as Record<string, Record<string, string> | undefined>
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
  return kinds.flatMap((kind) => Object.keys(parsed[kind] ?? {}))
}

/** Settings that a document does not name. */
export function findUndocumented(document: string, settings: ReadonlyArray<string>): string[] {
  return settings.filter((name) => !new RegExp(`\\b${name}\\b`).test(document))
}
