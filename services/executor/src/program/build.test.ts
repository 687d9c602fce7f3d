import { expect, test } from 'vitest'
import { createFakeCell, EXITED } from '../../testing/cell.ts'
import { createCatalogue } from '../domain/languages/catalogue.ts'
import { Manifest } from '../domain/languages/manifest.ts'
import { compileInCell } from './build.ts'

const manifest = Manifest.parse({
  language: 'c',
  name: 'C',
  runtime: 'c-gcc-14',
  measure: { command: ['cc', '--version'], pattern: '(\\d+)' },
  file: 'main.c',
  extensions: ['.c'],
  compile: { command: ['cc', '{files}'], diagnostics: 'gcc' },
  run: { command: ['./a.out'] },
})
const [runtime] = createCatalogue([{ image: 'core', manifest }]).runtimes
const MIB = 1024 * 1024
const compileLimits = { wallMs: 9_000, cpuMs: 9_000, memoryBytes: MIB, outputBytes: MIB, processes: 9 }

function compile(cell: ReturnType<typeof createFakeCell>, signal = new AbortController().signal) {
  const files = [{ path: 'main.c', content: Buffer.from('') }]
  const program = { runtime: runtime!, files, compilerArgs: [], environment: {} }
  return compileInCell(cell, {
    order: { program, accountId: 'a', compileLimits, mayKeep: false },
    line: { argv: ['cc', 'main.c'], environment: {} },
    watch: { onPhase: () => undefined, onOutput: () => undefined, signal, graceMs: 20 },
  })
}

test('a compiler’s complaints are in its phase, and the sentence points at the first', async () => {
  const cell = createFakeCell(async (_spec, { onOutput }) => {
    onOutput('stderr', Buffer.from('main.c:3:5: error: one\nmain.c:4:1: error: two\n'))
    return { ...EXITED, outcome: { kind: 'exited', code: 1 } }
  })
  const { finding, compile: phase } = await compile(cell)
  expect(phase?.diagnostics).toMatchObject([
    { line: 3, message: 'one' },
    { line: 4, message: 'two' },
  ])
  expect(finding).toMatchObject({
    status: 'compile_failed',
    message: 'compilation failed after 1 ms: 2 errors, the first at main.c:3:5',
  })
})

test('a compiler that was done before the cancellation reached it is cancelled all the same, and said to be', async () => {
  const { finding } = await compile(
    createFakeCell(async () => EXITED),
    AbortSignal.abort(),
  )
  expect(finding).toMatchObject({ status: 'cancelled', message: 'cancelled after 1 ms of compiling' })
})
