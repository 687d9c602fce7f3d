import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/**
 * Of a text that comes once, compressed with pglz, so many bytes stand one after the other, from some place on; with
 * LZ4 or S2 all of them. So one of the pieces that begin at its first eight places is there.
 */
const PIECE = 8
/**
 * Base64 of a text depends on where in a group of three bytes it begins; the characters on both sides on its
 * neighbours too.
 */
const BASE64_SHIFTS = ['', 'x', 'xx']

/**
 * Which files under these folders hold any of these texts, in any form in which a server might write it: as it is, in
 * base64, or compressed. As `text in file`. For proving that what must not be kept is not. Texts are random ones of
 * at least 16 letters and digits, used once, so that nothing else looks like a piece of them.
 */
export async function findOnDisk(
  folders: ReadonlyArray<string>,
  texts: ReadonlyArray<string>,
): Promise<string[]> {
  const wanted = texts.map((text) => ({ text, forms: formsOf(text) }))
  const found = new Set<string>()
  for (const folder of folders) {
    for (const file of await filesUnder(folder)) {
      // Files come and go under a server that runs.
      const bytes = await readFile(file).catch(() => Buffer.alloc(0))
      for (const { text, forms } of wanted) {
        if (forms.some((form) => bytes.includes(form))) found.add(`${text} in ${relative(folder, file)}`)
      }
    }
  }
  return [...found].sort()
}

function formsOf(text: string): Buffer[] {
  const pieces = Array.from({ length: PIECE }, (_, at) => text.slice(at, at + PIECE))
  const encoded = BASE64_SHIFTS.map((shift) =>
    Buffer.from(shift + text)
      .toString('base64')
      .slice(4, -4),
  )
  return [...pieces, ...encoded].map((form) => Buffer.from(form))
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
