import { basename } from 'node:path'
import type { CellFile } from '../../cell/files.ts'
import type { Manifest } from '../languages/manifest.ts'

type MainFileManifest = Pick<Manifest, 'file' | 'extensions' | 'entry'> &
  Partial<Pick<Manifest, 'declarations'>>

/**
 * Which file is the program. The first, when it is a source of the language: the contract says so. Where only some
 * sources can be started (`entry`, `declarations`), the first that can. When the first file is something else, such as
 * data, the one with the language's own name for a single source, or else the first source. Without any source the
 * first file, under any name. undefined: there are no files.
 */
export function findMainFile<F extends CellFile>(
  files: readonly F[],
  manifest: MainFileManifest,
): F | undefined {
  const [first] = files
  if (files.length < 2) return first
  const sources = files.filter((file) => isSource(file, manifest))
  const startable = sources.filter((file) => canStart(file, manifest))
  const choices = startable.length > 0 ? startable : sources
  if (first === undefined || choices.length === 0 || choices.includes(first) || hasShebang(first))
    return first
  const named = isSource(first, manifest) ? undefined : findNamed(choices, manifest.file)
  return named ?? choices[0]
}

/** Whether it is a source of the language by its name. */
export function isSource({ path }: CellFile, { extensions }: Pick<Manifest, 'extensions'>): boolean {
  return extensions.some((extension) => path.endsWith(extension))
}

/** Of each line only the beginning, so that no source makes the search long. */
const SEARCHED_CHARACTERS = 500

function canStart({ path, content }: CellFile, { entry, declarations = [] }: MainFileManifest): boolean {
  if (declarations.some((ending) => path.endsWith(ending))) return false
  if (entry === undefined) return true
  const pattern = new RegExp(entry)
  const lines = Buffer.from(content).toString().split('\n')
  return lines.some((line) => pattern.test(line.slice(0, SEARCHED_CHARACTERS)))
}

/** A script without an extension. */
function hasShebang({ path, content }: CellFile): boolean {
  return !basename(path).includes('.') && content[0] === 0x23 && content[1] === 0x21
}

function findNamed<F extends CellFile>(files: readonly F[], name: string): F | undefined {
  return files.find(({ path }) => path === name) ?? files.find(({ path }) => basename(path) === name)
}
