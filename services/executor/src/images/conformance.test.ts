import { expect, test } from 'vitest'
import { type ConformanceOutcome, findDifferences, loadConformance } from './conformance.ts'
import { loadCatalogue } from './load-catalogue.ts'

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
    expect(own.length, runtime.runtime).toBe((runtime.compile ? 10 : 9) - skipped + added)
    expect(own.every(({ request }) => request.files[0]?.name === runtime.file)).toBe(true)
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
