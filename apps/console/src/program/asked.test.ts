import { expect, test } from 'vitest'
import type { AskedRequest, Runtime } from '../api/types.ts'
import { filesOf, textOfFile, toProgram, toSameAgain } from './asked.ts'
import { toRequest } from './snippets.ts'

/** As the service returns it, with every default filled in. */
const ask = (change: Partial<AskedRequest>): AskedRequest => ({
  language: 'py',
  stdin: '',
  args: [],
  env: {},
  compilerArgs: [],
  limits: {},
  compileLimits: {},
  comparison: { mode: 'trimmed' },
  stopAtFirstFailure: false,
  collect: [],
  interactive: false,
  detached: false,
  metadata: {},
  ...change,
})
const file = (name: string, content: string, encoding: 'utf8' | 'base64' = 'utf8') => ({
  name,
  content,
  encoding,
})
const runtime = { id: 'python-3.13', language: 'python', fileName: 'main.py' } as Runtime

test('a program of the playground comes back to it as it was, on the runtime that it ran on', () => {
  const program = {
    runtime: 'python-3.13',
    files: [
      { name: '<script>.py', content: 'print(1)' },
      { name: 'data/in.txt', content: '' },
    ],
    ...{ stdin: 'a\0b', args: ['a b', ''], limits: { wallMs: 5 }, collect: ['*.png'], interactive: false },
    store: true,
  }
  const { language: _, files = [], ...sent } = toRequest(program)
  const request = ask({
    ...(sent as Partial<AskedRequest>),
    files: files.map(({ name, content }) => file(name, content)),
  })
  expect(toProgram(request, runtime)).toEqual(program)
})

test('a source has the name that its runtime gives it, and text in base64 is text', () => {
  expect(toProgram(ask({ source: 'x' }), runtime)?.files).toEqual([{ name: 'main.py', content: 'x' }])
  expect(filesOf(ask({ source: 'x' }))).toMatchObject([{ content: 'x' }])
  expect(toProgram(ask({ source: 'x', stdin: 'w6Q=', stdinEncoding: 'base64' }), runtime)?.stdin).toBe('ä')
  expect(textOfFile(file('a', 'w6Q=', 'base64'))).toBe('ä')
  expect(textOfFile(file('a', '/w==', 'base64'))).toBeUndefined()
})

test('a runtime that is no longer there is asked for as it was', () => {
  expect(toProgram(ask({ source: 'x' }), undefined)?.runtime).toBe('py')
  expect(toSameAgain(ask({ version: '3' }), undefined)).toMatchObject({ language: 'py', version: '3' })
  const pinned = toSameAgain(ask({ version: '3' }), runtime)
  expect(pinned).toMatchObject({ language: 'python-3.13' })
  expect(pinned).not.toHaveProperty('version')
})

test.each<[string, Partial<AskedRequest>]>([
  ['tests', { tests: [{ stdin: '', limits: {} }] }],
  ['an environment', { env: { A: '1' } }],
  ['arguments of the compiler', { compilerArgs: ['-O2'] }],
  ['limits of compiling', { compileLimits: { wallMs: 1 } }],
  ['a file that is not text', { source: undefined as never, files: [file('a', '/w==', 'base64')] }],
  ['input that is not text', { stdin: '/w==', stdinEncoding: 'base64' }],
  ['input ahead of a terminal', { interactive: true, stdin: 'x' }],
])('a request with %s is no program of the playground, which would run something else', (_, change) => {
  expect(toProgram(ask({ source: 'x', ...change }), runtime)).toBeUndefined()
})
