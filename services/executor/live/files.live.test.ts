import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../testing/executor.ts'
import { type Bench, openBenchWithExecutor } from '../testing/live.ts'

const SECONDS = 1000
const TIMEOUT = { timeout: 60 * SECONDS }
let bench: Bench

beforeAll(async () => {
  bench = await openBenchWithExecutor()
}, 60 * SECONDS)
afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

test('what the program made comes back, with a type told by its content', TIMEOUT, async () => {
  const source = `
import base64, os
os.mkdir("out")
open("out/a.png", "wb").write(base64.b64decode("${PNG}"))
open("out/page.png", "w").write("<script>alert(1)</script>")
open("out/note.txt", "w").write("über")
open("out/raw.bin", "wb").write(bytes([255, 254, 0]))
open("other.txt", "w").write("not asked for")
`
  const result = await run(bench.mesh, { source, request: { collect: ['out/*'] } })
  expect(result.files).toEqual([
    { name: 'out/a.png', mime: 'image/png', size: 70, content: PNG, encoding: 'base64' },
    { name: 'out/note.txt', mime: 'text/plain', size: 5, content: 'über', encoding: 'utf8' },
    {
      name: 'out/page.png',
      mime: 'text/plain',
      size: 25,
      content: '<script>alert(1)</script>',
      encoding: 'utf8',
    },
    { name: 'out/raw.bin', mime: 'application/octet-stream', size: 3, content: '//4A', encoding: 'base64' },
  ])
})

test(
  'only regular files come back: no link leads out of the work folder, no pipe holds anything up',
  TIMEOUT,
  async () => {
    const source = `
import os
os.symlink("/etc/passwd", "link.txt")
os.symlink("/etc", "folder")
os.mkfifo("pipe.txt")
open("real.txt", "w").write("real")
`
    const result = await run(bench.mesh, { source, request: { collect: ['*.txt', 'folder/*'] } })
    expect(result.files?.map(({ name }) => name)).toEqual(['real.txt'])
  },
)

test('too many files are left out and counted, and a large one as a whole', TIMEOUT, async () => {
  const source = `
for n in range(40): open(f"f{n:02}.txt", "w").write("x")
open("large.bin", "wb").write(bytes(5 << 20))
`
  const result = await run(bench.mesh, { source, request: { collect: ['*.txt', '*.bin'] } })
  expect(result.files).toHaveLength(32)
  expect(result.filesSkipped).toBe(9)
  expect(result.filesLeftOut).toHaveLength(9)
  expect(result.filesLeftOut).toContainEqual({ name: 'f39.txt', size: 1, reason: 'count' })
  expect(result.filesLeftOut).toContainEqual({ name: 'large.bin', size: 5 << 20, reason: 'fileSize' })
})

test(
  'patterns reach into folders, offer choices, name folders, and those that mean nothing are named',
  TIMEOUT,
  async () => {
    const source = `
import os
os.makedirs("out/x/y")
for name in ["a.csv", "b.png", "c.txt", "out/x/y/a.csv", "out/d.txt"]: open(name, "w").write("1,2")
`
    const names = async (...collect: string[]) => {
      const { files, filesSkipped, collectUnmatched } = await run(bench.mesh, {
        source,
        request: { collect },
      })
      expect(filesSkipped).toBeUndefined()
      return [files?.map(({ name }) => name), collectUnmatched]
    }
    const deep = 'out/x/y/a.csv'
    expect(await names('out/**/*.csv', '**/x/**')).toEqual([[deep], undefined])
    expect(await names('./*.{csv,png}', '*.gif', 'none/')).toEqual([
      ['a.csv', 'b.png'],
      ['*.gif', 'none/'],
    ])
    expect(await names('out')).toEqual([['out/d.txt', deep], undefined])
    expect(await names('**/*.csv', 'c.txt')).toEqual([['a.csv', 'c.txt', deep], undefined])
  },
)

test('a pattern that could take for ever to match takes a moment', TIMEOUT, async () => {
  const source = 'for n in range(50): open("a" * 200 + str(n), "w").close()\nprint("done")'
  const request = {
    collect: [
      `${'*a'.repeat(60)}*b`,
      `${'*[a]'.repeat(60)}*b`,
      `${'*?a'.repeat(60)}*b`,
      `${'*a'.repeat(60)}*b*`,
    ],
  }
  const result = await run(bench.mesh, { source, request })
  expect(result).toMatchObject({ status: 'succeeded', run: { stdout: 'done\n' } })
  expect(result).toMatchObject({ files: [], collectUnmatched: request.collect })
  expect(await run(bench.mesh, { source: 'print(1)' })).toMatchObject({ status: 'succeeded' })
})

test('a program that was killed gives back what it had made', TIMEOUT, async () => {
  const source = 'open("made.txt", "w").write("early")\nwhile True: pass'
  const result = await run(bench.mesh, { source, limits: { cpuMs: 300 }, request: { collect: ['made.txt'] } })
  expect(result).toMatchObject({ status: 'timed_out', files: [{ name: 'made.txt', content: 'early' }] })
})

const GREET = '#include <stdio.h>\nint main(int c, char **v) { printf("hello %s\\n", v[1]); }'
const compiling = (own: object) => ({
  runtime: 'c-gcc-14',
  source: GREET,
  request: { args: ['ada'], ...own },
})

test('the same program of the same account is compiled once, with the same outcome', TIMEOUT, async () => {
  const first = await run(bench.mesh, compiling({}))
  const second = await run(bench.mesh, compiling({ args: ['bob'] }))
  expect(first.compileCached).toBeUndefined()
  expect(second).toMatchObject({
    status: 'succeeded',
    compileCached: true,
    compile: { status: 'succeeded' },
    run: { stdout: 'hello bob\n' },
    timings: { compileMs: 0 },
  })
})

test('with store: false nothing is taken from the cache and nothing is put there', TIMEOUT, async () => {
  const own = { store: false, compilerArgs: ['-O1'] }
  expect((await run(bench.mesh, compiling(own))).compileCached).toBeUndefined()
  expect((await run(bench.mesh, compiling(own))).compileCached).toBeUndefined()
  expect((await run(bench.mesh, compiling({ compilerArgs: ['-O1'] }))).compileCached).toBeUndefined()
})

test('a program that failed to compile is compiled again', TIMEOUT, async () => {
  const broken = { runtime: 'c-gcc-14', source: 'int main(' }
  expect((await run(bench.mesh, broken)).status).toBe('compile_failed')
  expect(await run(bench.mesh, broken)).toMatchObject({
    status: 'compile_failed',
    compile: { status: 'failed' },
  })
})
