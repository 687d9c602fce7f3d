import { expect, test } from 'vitest'
import { type SourceManifest, toCellFiles } from './work.ts'

const python: SourceManifest = { file: 'main.py', extensions: ['.py'] }
const bash: SourceManifest = { ...python, file: 'main.sh', extensions: ['.sh'], lineEndings: 'lf' }
const rust: SourceManifest = { ...python, file: 'main.rs', extensions: ['.rs'], entry: '\\bfn\\s+main\\b' }

function toFiles(contents: Readonly<Record<string, string>>) {
  const files = Object.entries(contents).map(([name, content]) => ({
    name,
    content,
    encoding: 'utf8' as const,
  }))
  return { files }
}

function toText(files: ReturnType<typeof toCellFiles>) {
  return Object.fromEntries(files.map(({ path, content }) => [path, Buffer.from(content).toString()]))
}

test.each([
  ['the first when it is a source', python, { 'b.py': '', 'main.py': '' }, 'b.py'],
  ['not data that stands first', python, { 'data.txt': '', 'b.py': '' }, 'b.py'],
  [
    'behind data the one with the language’s own name',
    python,
    { 'a.txt': '', 'b.py': '', 'main.py': '' },
    'main.py',
  ],
  [
    'behind data that name in a folder too',
    python,
    { 'a.txt': '', 'b.py': '', 'src/main.py': '' },
    'src/main.py',
  ],
  ['the first of all when none is a source', python, { script: '', 'data.txt': '' }, 'script'],
  ['a script without an extension', bash, { run: '#!/bin/bash\n', 'lib.sh': '' }, 'run'],
  [
    'the first that can be started',
    rust,
    { 'a.rs': 'fn mainly() {}', 'b.rs': 'x\npub fn main() {}' },
    'b.rs',
  ],
  ['the first source when none looks so', rust, { 'a.txt': '', 'a.rs': '', 'b.rs': '' }, 'a.rs'],
  [
    'not one that only declares',
    { ...python, extensions: ['.ts'], declarations: ['.d.ts'] },
    { 'a.d.ts': '', 'b.ts': '' },
    'b.ts',
  ],
  ['the first of several that can be started', rust, { 'z.rs': 'fn main', 'main.rs': 'fn main' }, 'z.rs'],
])('the main file is %s', (_which, language, contents, main) => {
  const files = toCellFiles(toFiles(contents), language)
  expect(files[0]?.path).toBe(main)
  expect(files.map(({ path }) => path).sort()).toEqual(Object.keys(contents).sort())
})

test('a line as long as a file does not make the search for the main file long', () => {
  const quadratic = { ...rust, entry: '\\s+fn main' }
  const content = `${' '.repeat(1_000_000)}\n fn main`
  expect(toCellFiles(toFiles({ 'a.rs': '', 'b.rs': content }), quadratic)[0]?.path).toBe('b.rs')
})

test('sources lose a byte order mark, in any language and encoding, and data keeps it', () => {
  const files = [
    { name: 'main.py', content: '\uFEFFprint()', encoding: 'utf8' as const },
    { name: 'b.py', content: Buffer.from('\uFEFFb').toString('base64'), encoding: 'base64' as const },
    { name: 'a.csv', content: '\uFEFFa,b', encoding: 'utf8' as const },
  ]
  expect(toText(toCellFiles({ files }, python))).toEqual({
    'main.py': 'print()',
    'b.py': 'b',
    'a.csv': '\uFEFFa,b',
  })
})

test('a single source has the language’s own name and loses a byte order mark too', () => {
  expect(toText(toCellFiles({ source: '\uFEFFecho' }, bash))).toEqual({ 'main.sh': 'echo' })
})

test('lines of Windows end in LF alone where the language needs it, in sources and not in data', () => {
  const contents = { 'main.sh': '\uFEFFa\r\nb\r\n', 'lib.sh': 'c\r\n', 'data.txt': 'd\r\n' }
  const expected = { 'main.sh': 'a\nb\n', 'lib.sh': 'c\n', 'data.txt': 'd\r\n' }
  expect(toText(toCellFiles(toFiles(contents), bash))).toEqual(expected)
  expect(toText(toCellFiles(toFiles({ 'main.py': 'a\r\n' }), python))).toEqual({ 'main.py': 'a\r\n' })
})

test.each([
  ['a CR LF behind a first line that ends in LF', 'cat <<E\nGET /\r\n\r\nE\n'],
  ['a CR that no LF follows', 'a\r\rb\n'],
  ['what is no text', 'a\r\n\0\r\n'],
])('%s stays as it is', (_what, content) => {
  expect(toText(toCellFiles(toFiles({ 'main.sh': content }), bash))).toEqual({ 'main.sh': content })
})
