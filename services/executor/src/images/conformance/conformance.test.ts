import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadCatalogue } from '../../catalogue/load-catalogue.ts'
import { type ConformanceOutcome, findDifferences, loadConformance } from './conformance.ts'

const expected = { status: ['succeeded'], stdout: 'hi\n', errorContains: undefined }
const conforming: ConformanceOutcome = {
  status: 'succeeded',
  exitCode: 0,
  stdout: 'hi\n',
  stderr: 'a warning',
}

test('what is as expected has no differences, and what is not mentioned does not matter', () => {
  expect(findDifferences(expected, conforming)).toEqual([])
})

test.each([
  ['another status', { status: 'failed' }],
  ['a missing newline', { stdout: 'hi' }],
])('%s is a difference', (_what, change) => {
  expect(findDifferences(expected, { ...conforming, ...change })).toHaveLength(1)
})

test('another exit code is a difference', () => {
  expect(findDifferences({ ...expected, exitCode: 7 }, conforming)).toEqual(['exit code is 0, not 7'])
})

test('what the compiler says is looked for on both of its streams, and the run’s stderr does not count', () => {
  const wanted = { status: ['compile_failed'], errorContains: 'main.c:2' }
  const outcome = { status: 'compile_failed', exitCode: null, stdout: '', stderr: 'main.c:2' }
  expect(findDifferences(wanted, { ...outcome, compile: { stdout: 'main.c:2: error', stderr: '' } })).toEqual(
    [],
  )
  expect(findDifferences(wanted, { ...outcome, compile: { stdout: '', stderr: '' } })).toHaveLength(1)
})

test('every runtime of the catalogue has every program it does not give a reason to leave out, and its own', async () => {
  const catalogue = await loadCatalogue()
  const cases = await loadConformance()
  for (const runtime of catalogue.runtimes) {
    const own = cases.filter((one) => one.runtime === runtime.runtime)
    const notes = Object.values(runtime.conformance)
    const skipped = notes.filter((note) => 'skip' in note).length
    const added = notes.filter((note) => 'guarantee' in note).length
    expect(own.length, runtime.runtime).toBe((runtime.compile ? 11 : 10) - skipped + added)
    const mainOf = (name: string) => {
      const note = runtime.conformance[name]
      return (note && 'file' in note ? note.file : undefined) ?? runtime.file
    }
    const common = own.filter(({ name }) => !('guarantee' in (runtime.conformance[name] ?? {})))
    expect(common.every(({ name, request }) => request.files[0]?.name === mainOf(name))).toBe(true)
    // Without such a text, a program that could not even start would pass for one that failed as it should.
    const failing = own.filter(({ name }) => name === 'runtime-error' || name === 'compile-error')
    expect(
      failing.every(({ expect: wanted }) => wanted.errorContains),
      runtime.runtime,
    ).toBe(true)
  }
})

test('nothing is left out of saying hello', async () => {
  const cases = await loadConformance()
  const { runtimes } = await loadCatalogue()
  expect(cases.filter(({ name }) => name === 'hello')).toHaveLength(runtimes.length)
})

test('the core catalogue has the languages that were promised', async () => {
  const { runtimes } = await loadCatalogue()
  const core = runtimes.filter(({ image }) => image === 'core')
  expect(new Set(core.map(({ language }) => language))).toEqual(
    new Set('bash c cpp go java javascript php python ruby rust sqlite typescript'.split(' ')),
  )
})

/** A catalogue of one image with one runtime, its manifest and a program for each of `programs`, as on disk. */
async function openCatalogue(
  conformance: object,
  programs: readonly string[],
  cases: readonly object[] = ['hello', 'stdin'].map((name) => ({ name, guarantee: name, expect: {} })),
) {
  const folder = await mkdtemp(join(tmpdir(), 'runhive-languages-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  await write('conformance.json', JSON.stringify(cases))
  const manifest = {
    language: 'x',
    name: 'X',
    runtime: 'x-1',
    measure: { command: ['true'], pattern: '(.*)' },
    file: 'main.x',
    extensions: ['.x'],
    run: { command: ['true'] },
    conformance,
  }
  await write('one/x.json', JSON.stringify(manifest))
  for (const program of programs) await write(program, program)
  const load = async () => {
    const loaded = await loadConformance(undefined, folder)
    return loaded.map(({ name, request, expect: { stdout } }) => [name, request.files[0]?.content, stdout])
  }
  return { load }
}

test('a case that a runtime gives a reason to leave out needs no program, any other does', async () => {
  const programs = ['one/x.conformance/hello/main.x']
  const left = await openCatalogue({ stdin: { skip: 'X reads nothing.' } }, programs)
  expect(await left.load()).toEqual([['hello', programs[0], undefined]])
  const missing = await openCatalogue({}, programs)
  await expect(missing.load()).rejects.toThrow('x.conformance/stdin is missing')
})

test('a case of a runtime’s own is proven by what it says it prints', async () => {
  const programs = ['hello', 'stdin', 'plot'].map((name) => `one/x.conformance/${name}/main.x`)
  const { load } = await openCatalogue({ plot: { guarantee: 'draws', stdout: 'drawn\n' } }, programs)
  expect(await load()).toContainEqual(['plot', programs[2], 'drawn\n'])
})

test('programs serve the language in every image, and those of one runtime come before them', async () => {
  const elsewhere = ['hello', 'stdin'].map((name) => `two/x.conformance/${name}/main.x`)
  const own = 'one/x-1.conformance/stdin/main.x'
  const { load } = await openCatalogue({}, [...elsewhere, own])
  expect(await load()).toEqual([
    ['hello', elsewhere[0], undefined],
    ['stdin', own, undefined],
  ])
})

test('a word about a case there is not is an error, because a misspelt one would prove nothing', async () => {
  const programs = ['hello', 'stdin'].map((name) => `one/x.conformance/${name}/main.x`)
  const { load } = await openCatalogue({ stdni: { skip: 'X reads nothing.' } }, programs)
  await expect(load()).rejects.toThrow('x-1 speaks of a case "stdni" that there is not')
})

test('a case from Windows is the first there is of those it is made from, with its sources as an editor there writes them', async () => {
  const hello = { name: 'hello', guarantee: 'hello', expect: { stdout: 'hi\n' } }
  const other = { name: 'second-file', guarantee: 'other', expect: { stdout: 'other\n' } }
  const windows = { name: 'windows', guarantee: 'windows', fromWindows: ['second-file', 'hello'] }
  const programs = ['one/x.conformance/hello/main.x']
  const skip = { 'second-file': { skip: 'X is one file.' } }
  const { load } = await openCatalogue(skip, programs, [hello, other, windows])
  expect(await load()).toEqual([
    ['hello', programs[0], 'hi\n'],
    ['windows', `\uFEFF${programs[0]}`, 'hi\n'],
  ])
})
