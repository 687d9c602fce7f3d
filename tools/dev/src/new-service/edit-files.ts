import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The files of a repository, and which of them were written. */
export interface Files {
  read(path: string): string
  write(path: string, text: string): void
  /** As `String.replace` does it. Throws when it is not there. */
  replace(path: string, found: string | RegExp, by: string | ((...found: string[]) => string)): void
  /** Adds a copy of each line that begins with this, with another name in it. */
  repeatLine(path: string, start: string, name: { readonly of: string; readonly by: string }): void
  readonly written: ReadonlySet<string>
}

export function openFiles(root: string): Files {
  const written = new Set<string>()
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    written.add(path)
  }
  const change = (path: string, edit: (text: string) => string, what: unknown) => {
    const before = read(path)
    const after = edit(before)
    if (after === before)
      throw new Error(`${path} has no ${String(what)} any more: this generator must follow`)
    write(path, after)
  }
  return {
    read,
    write,
    written,
    replace: (path, found, by) =>
      change(
        path,
        (text) => text.replace(found, (...groups) => (typeof by === 'string' ? by : by(...groups))),
        found,
      ),
    repeatLine: (path, start, { of, by }) =>
      change(
        path,
        (text) =>
          text
            .split('\n')
            .flatMap((line) => (line.startsWith(start) ? [line, line.replaceAll(of, by)] : [line]))
            .join('\n'),
        start,
      ),
  }
}
