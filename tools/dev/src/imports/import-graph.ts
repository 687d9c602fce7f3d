import { globSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { parseSync, Visitor } from 'rolldown/utils'
import { repositoryRoot } from '../repository.ts'

/** Which of our source files imports which others, for its types too; paths from the repository's root. */
export type ImportGraph = ReadonlyMap<string, ReadonlyArray<string>>

/** One of our packages, as its package.json describes it. */
export interface Package {
  /** From the repository's root: `libs/mesh`. */
  readonly folder: string
  readonly name: string
  readonly tags: ReadonlyArray<string>
  readonly exports: Readonly<Record<string, string>>
  /** Of all kinds, those for development included. */
  readonly dependencies: ReadonlyArray<string>
}

/** Programs of the catalogue are not ours, and what is built is not source. */
const NOT_SOURCE = new Set(['node_modules', 'dist', 'languages'])

export function readPackages(root = repositoryRoot): Package[] {
  return globSync('{apps,libs,services,tools}/*/package.json', { cwd: root }).map((path) => {
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'))
    return {
      folder: dirname(path),
      name: manifest.name,
      tags: manifest.nx?.tags ?? [],
      exports: manifest.exports ?? {},
      dependencies: Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }),
    }
  })
}

export function readImports(root = repositoryRoot, packages = readPackages(root)): ImportGraph {
  const files = packages.flatMap(({ folder }) =>
    globSync(`${folder}/**/*.{ts,tsx}`, {
      cwd: root,
      exclude: (path) => path.split(sep).some((part) => NOT_SOURCE.has(part)),
    }),
  )
  const known = new Set(files)
  return new Map(
    files.toSorted().map((file) => {
      const found = specifiersIn(file, readFileSync(join(root, file), 'utf8')).flatMap(
        (specifier) => resolve(file, specifier, packages) ?? [],
      )
      return [file, [...new Set(found.filter((path) => known.has(path)))]]
    }),
  )
}

/** What a file's text imports, exports from elsewhere, loads later, or names a type of. */
export function specifiersIn(file: string, text: string): string[] {
  const { program, errors } = parseSync(file, text)
  const [error] = errors
  if (error) throw new Error(`${file}: ${error.message}`)
  const found: string[] = []
  const note = ({ source }: { source: unknown }) => {
    if (isText(source)) found.push(source.value)
  }
  new Visitor({
    ImportDeclaration: note,
    ExportNamedDeclaration: note,
    ExportAllDeclaration: note,
    ImportExpression: note,
    TSImportType: note,
  }).visit(program)
  return found
}

function isText(node: unknown): node is { value: string } {
  return typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string'
}

function resolve(file: string, specifier: string, packages: ReadonlyArray<Package>): string | undefined {
  if (specifier.startsWith('.')) return join(dirname(file), specifier)
  const target = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`))
  if (target === undefined) return undefined
  const path = resolveExport(`.${specifier.slice(target.name.length)}`, target.exports)
  return path && join(target.folder, path)
}

/** As Node.js does it: an exact name first, then the pattern with the longest beginning. */
function resolveExport(name: string, exports: Package['exports']): string | undefined {
  const exact = exports[name]
  if (exact !== undefined) return exact
  const patterns = Object.entries(exports)
    .map(([key, path]) => ({ start: key.replace(/\*$/, ''), path, isPattern: key.endsWith('*') }))
    .filter(({ start, isPattern }) => isPattern && name.startsWith(start))
    .toSorted((one, other) => other.start.length - one.start.length)
  return patterns[0]?.path.replace('*', name.slice(patterns[0].start.length))
}
