import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** The budget of a first visit to `/`, bytes after gzip. */
export const BUDGET_BYTES = 200_000

export const DIST = join(dirname(import.meta.dirname), 'dist')

/** One chunk in Vite's manifest. */
interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
  readonly assets?: readonly string[]
}
type Manifest = Readonly<Record<string, Chunk>>

export interface Loaded {
  readonly file: string
  readonly gzipped: number
}

/** What `/` loads before any interaction: the page, the entry, the playground, and their static imports. */
export const FIRST = ['index.html', 'src/pages/playground/page.tsx']

/** The files that these entries import statically, with their gzipped sizes, the largest first. */
export function firstLoad(dist = DIST, entries: readonly string[] = FIRST): Loaded[] {
  const files = new Set(['index.html'])
  const manifest = readManifest(dist)
  for (const entry of entries) collect(manifest, entry, files)
  return [...files]
    .map((file) => ({ file, gzipped: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length }))
    .sort((a, b) => b.gzipped - a.gzipped)
}

export const totalOf = (loaded: readonly Loaded[]): number =>
  loaded.reduce((sum, { gzipped }) => sum + gzipped, 0)

/** The editor is loaded automatically after the first paint. */
const EDITOR = 'src/pages/playground/editor/editor.tsx'

/** What the editor loads beyond the first load, without the grammar of a language. */
export function editorLoad(dist = DIST): Loaded[] {
  const known = new Set(firstLoad(dist).map(({ file }) => file))
  return firstLoad(dist, [EDITOR]).filter(({ file }) => !known.has(file))
}

/** Every chunk that these entries load only on demand. */
export function laterChunks(dist = DIST, entries: readonly string[] = FIRST): string[] {
  const manifest = readManifest(dist)
  return entries.flatMap((entry) => manifest[entry]?.dynamicImports ?? [])
}

function readManifest(dist: string): Manifest {
  return JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Manifest
}

function collect(manifest: Manifest, name: string, files: Set<string>): void {
  const chunk = manifest[name]
  if (!chunk) throw new Error(`the manifest has no ${name}`)
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file)
  for (const next of chunk.imports ?? []) collect(manifest, next, files)
}
