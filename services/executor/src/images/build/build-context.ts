import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'

/**
 * What an image is built from. Modes are reduced to "executable or not" and times left out, so that two clones of the
 * repository give the same digest, and Docker's own layer cache sees the same files.
 */
export interface ContextEntry {
  /** Where it goes in the context. */
  readonly name: string
  readonly kind: 'file' | 'symlink'
  /** The file here, for a symlink the link itself. */
  readonly path: string
  readonly mode: 0o644 | 0o755
  readonly bytes: number
}

/** Every file below `folder`, as entries below `prefix`; `skip` leaves out names of the top level. */
export async function readFolder(
  folder: string,
  prefix: string,
  skip: (name: string) => boolean = () => false,
): Promise<ContextEntry[]> {
  const names = (await readdir(folder)).filter((name) => !skip(name)).sort()
  const lists = await Promise.all(
    names.map((name) => readEntry(join(folder, name), prefix === '' ? name : `${prefix}/${name}`)),
  )
  return lists.flat()
}

/** One file, symlink or folder of files. Throws for anything else, which has no place in an image. */
export async function readEntry(path: string, name: string): Promise<ContextEntry[]> {
  const stat = await lstat(path)
  if (stat.isDirectory()) return readFolder(path, name)
  const mode = stat.mode & 0o111 ? 0o755 : 0o644
  if (stat.isSymbolicLink()) return [{ name, kind: 'symlink', path, mode, bytes: 0 }]
  if (stat.isFile()) return [{ name, kind: 'file', path, mode, bytes: stat.size }]
  throw new Error(`${path} is neither a file nor a folder`)
}

/** A digest of the entries' names, kinds, modes and content, in any order of `entries`. */
export async function digestEntries(entries: readonly ContextEntry[]): Promise<string> {
  const lines = await Promise.all(
    entries.map(
      async (entry) => `${entry.name}\0${entry.kind}\0${entry.mode}\0${await digestContent(entry)}`,
    ),
  )
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}

/** The entries as the tar archive that the build API wants. Errors while reading destroy the stream. */
export function toTar(entries: readonly ContextEntry[]): Readable {
  const archive = pack()
  const write = async () => {
    for (const entry of entries) await packEntry(archive, entry)
    archive.finalize()
  }
  write().catch((cause: unknown) =>
    archive.destroy(cause instanceof Error ? cause : new Error(String(cause))),
  )
  return Readable.from(archive, { objectMode: false })
}

async function packEntry(archive: ReturnType<typeof pack>, entry: ContextEntry): Promise<void> {
  const header = { name: entry.name, mode: entry.mode, mtime: new Date(0), uid: 0, gid: 0 }
  if (entry.kind === 'symlink') {
    archive.entry({ ...header, type: 'symlink', linkname: await readlink(entry.path) })
    return
  }
  await pipeline(createReadStream(entry.path), archive.entry({ ...header, size: entry.bytes }))
}

async function digestContent(entry: ContextEntry): Promise<string> {
  const hash = createHash('sha256')
  if (entry.kind === 'symlink') return hash.update(await readlink(entry.path)).digest('hex')
  // Small files are most of them, and a stream costs more than reading one.
  if (entry.bytes < 1024 * 1024) return hash.update(await readFile(entry.path)).digest('hex')
  await pipeline(createReadStream(entry.path, { highWaterMark: 1024 * 1024 }), hash)
  return hash.digest('hex')
}
