import { describe, expect, test } from 'vitest'
import { WorkItem } from './execution-streams.ts'
import { ExecutionRequest, FileName, MAX_FILES } from './request.ts'

const python = { language: 'python', source: 'print(1)' }

/** Where a request is wrong, and why; empty when it is right. */
function problems(request: unknown): Array<{ path: string; message: string }> {
  const issues = ExecutionRequest.safeParse(request).error?.issues ?? []
  return issues.map(({ path, message }) => ({ path: path.join('.'), message }))
}

test('the smallest request is filled up with defaults', () => {
  expect(ExecutionRequest.parse(python)).toEqual({
    ...python,
    stdin: '',
    args: [],
    env: {},
    compilerArgs: [],
    limits: {},
    compileLimits: {},
    store: true,
    comparison: { mode: 'trimmed' },
    stopAtFirstFailure: false,
    collect: [],
    interactive: false,
    detached: false,
    metadata: {},
  })
})

test('a file is text unless it says otherwise', () => {
  const { files } = ExecutionRequest.parse({ language: 'c', files: [{ name: 'a.c', content: '' }] })

  expect(files).toEqual([{ name: 'a.c', content: '', encoding: 'utf8' }])
})

describe('source and files', () => {
  const file = { name: 'main.py', content: '' }

  test.each([
    ['neither', { language: 'python' }],
    ['both', { ...python, files: [file] }],
  ])('%s is refused', (_what, request) => {
    expect(problems(request)).toEqual([{ path: 'source', message: 'give either `source` or `files`' }])
  })

  test('an empty source is a source', () => {
    expect(problems({ language: 'python', source: '' })).toEqual([])
  })

  test('no files at all, or too many, are refused', () => {
    const many = Array.from({ length: MAX_FILES + 1 }, (_, n) => ({ name: `${n}.py`, content: '' }))

    expect(problems({ language: 'python', files: [] })[0]?.path).toBe('files')
    expect(problems({ language: 'python', files: many })[0]?.path).toBe('files')
    expect(problems({ language: 'python', files: many.slice(1) })).toEqual([])
  })

  test('a name given twice is refused', () => {
    expect(problems({ language: 'python', files: [file, { ...file, content: 'other' }] })).toEqual([
      { path: 'files', message: 'must not name a file twice' },
    ])
  })
})

describe('file names', () => {
  test.each([
    'main.py',
    'src/lib/a b.txt',
    '.hidden',
    '..a',
    'a..',
    'ünï/日本.js',
    'x'.repeat(255),
    '-rf',
    '~',
  ])('%s stays inside the work folder', (name) => {
    expect(FileName.safeParse(name).success).toBe(true)
  })

  test.each([
    '',
    '/etc/passwd',
    '..',
    '.',
    '../x',
    'a/../../x',
    'a/..',
    './a',
    'a/./b',
    'a//b',
    'a/',
    'a\0b',
    'a\nb',
    'a\u007fb',
    'a\u0085b',
    'a\\b',
    '..\\x',
    'x'.repeat(256),
  ])('%j is refused', (name) => {
    expect(problems({ language: 'c', files: [{ name, content: '' }] })[0]?.path).toBe('files.0.name')
  })
})

describe('limits', () => {
  const names = ['wallMs', 'cpuMs', 'memoryBytes', 'outputBytes', 'processes']

  test.each(names)('%s of 0, -1, 1.5, not a number, infinity or beyond exact integers is refused', (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '5', null]) {
      expect(problems({ ...python, limits: { [name]: value } })[0]?.path).toBe(`limits.${name}`)
      expect(problems({ ...python, compileLimits: { [name]: value } })[0]?.path).toBe(`compileLimits.${name}`)
    }
  })

  // The operator's range is not known here: the gateway, which knows the catalogue, refuses what exceeds it.
  test.each(names)('%s of 1 and of a million millions is a shape we accept', (name) => {
    for (const value of [1, 1e12]) expect(problems({ ...python, limits: { [name]: value } })).toEqual([])
  })

  test('the message names the unit', () => {
    expect(problems({ ...python, limits: { wallMs: 0 } })[0]?.message).toBe('must be at least 1 milliseconds')
    expect(problems({ ...python, limits: { memoryBytes: 1.5 } })[0]?.message).toBe(
      'must be a whole number of bytes',
    )
  })

  test('an unknown limit is refused: a typo must not mean the default', () => {
    expect(problems({ ...python, limits: { wallMS: 5 } })[0]?.path).toBe('limits')
  })
})

test.each([
  ['an unknown field', { timeout: 5 }, ''],
  ['a stdin that is no text', { stdin: 5 }, 'stdin'],
  ['an argument with NUL', { args: ['a\0'] }, 'args.0'],
  ['a compiler argument with NUL', { compilerArgs: ['\0'] }, 'compilerArgs.0'],
  ['an environment name with =', { env: { 'A=B': '1' } }, 'env.A=B'],
  ['an environment name that begins with a digit', { env: { '1A': '1' } }, 'env.1A'],
  ['an environment value with NUL', { env: { A: '\0' } }, 'env.A'],
  [
    'too much environment',
    { env: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`V${n}`, ''])) },
    'env',
  ],
  [
    'too much metadata',
    { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, ''])) },
    'metadata',
  ],
  ['a metadata value that is no text', { metadata: { a: 1 } }, 'metadata.a'],
])('%s is refused', (_what, fields, path) => {
  expect(problems({ ...python, ...fields })[0]?.path).toBe(path)
})

test('a work item with a field that only a newer gateway knows is still work', () => {
  const limits = { wallMs: 1, cpuMs: 1, memoryBytes: 1, outputBytes: 1, processes: 1 }
  const item = {
    id: '018f0000-0000-7000-8000-000000000001',
    accountId: 'acc',
    acceptedAt: '2026-01-01T00:00:00Z',
    runtime: 'python-3.13',
    request: { ...python, priority: 'high' },
    limits,
    compileLimits: limits,
  }

  expect(WorkItem.parse(item).request).toEqual(ExecutionRequest.parse(python))
})
